import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { readJob, runClosed, runPaced, tell } from './generator.ts'
import { newReport } from './rows.ts'

// Sends reports over HTTP/1.1 on kept connections, as lean as we can make it: a load generator that
// eats the processor would be measured as if it were the server.

const job = readJob()
const port = Number(new URL(job.target).port)

type Connection = { send(): Promise<boolean>; close(): void }

/** One connection with one request at a time; `send` says whether it was accepted. */
async function open(): Promise<Connection> {
  const socket: Socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve())
    socket.once('error', reject)
  })
  let received = ''
  let answered: ((isAccepted: boolean) => void) | undefined
  socket.setEncoding('latin1')
  socket.on('data', (text) => {
    received += text
    const headEnd = received.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const length = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, headEnd))?.[1]
    if (length === undefined) throw new Error(`no length: ${received.slice(0, headEnd)}`)
    if (received.length < headEnd + 4 + Number(length)) return
    const isAccepted = received.startsWith('HTTP/1.1 201')
    received = ''
    answered?.(isAccepted)
  })
  socket.on('close', () => answered?.(false))
  socket.on('error', () => answered?.(false))
  return {
    send() {
      const body = Buffer.from(JSON.stringify(newReport()))
      const head =
        `POST /api/reports HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n` +
        `content-type: application/json\r\nidempotency-key: ${randomUUID()}\r\n` +
        `content-length: ${body.length}\r\n\r\n`
      return new Promise((resolve) => {
        answered = resolve
        socket.write(Buffer.concat([Buffer.from(head), body]))
      })
    },
    close: () => socket.destroy(),
  }
}

const connections = await Promise.all(Array.from({ length: job.connections }, open))
const result = await (job.perSecond ? runPaced : runClosed)(
  job,
  connections.map((connection) => connection.send),
)
for (const connection of connections) connection.close()
tell(result)
