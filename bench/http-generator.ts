import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { readJob, runClosed, runPaced, tell } from './generator.ts'
import type { Send } from './generator.ts'
import { newReport } from './rows.ts'

// Sends reports over HTTP/1.1 on kept connections, as lean as we can make it: a load generator that
// eats the processor would be measured as if it were the server.

const job = readJob()
const port = Number(new URL(job.target).port)

type Connection = { send: Send; close(): void }

async function connected(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true).setEncoding('latin1')
  await once(socket, 'connect')
  return socket
}

/** One connection with one request at a time. */
async function open(): Promise<Connection> {
  let socket = listenTo(await connected())
  let received = ''
  let answered: ((error: string | null) => void) | undefined

  function listenTo(opened: Socket): Socket {
    opened.on('data', (text: string) => {
      received += text
      const headEnd = received.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const length = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, headEnd))?.[1] ?? '0'
      if (received.length < headEnd + 4 + Number(length)) return
      const status = received.slice(9, 12)
      received = ''
      answered?.(status === '201' ? null : status)
    })
    opened.on('close', () => answered?.('closed'))
    opened.on('error', () => {})
    return opened
  }

  return {
    async send() {
      // The server hangs up on a connection that has said nothing for ten seconds.
      if (socket.destroyed || socket.readableEnded) {
        received = ''
        socket = listenTo(await connected())
      }
      const body = Buffer.from(JSON.stringify(newReport()))
      const head =
        `POST /api/reports HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n` +
        `content-type: application/json\r\nidempotency-key: ${randomUUID()}\r\n` +
        `content-length: ${body.length}\r\n\r\n`
      return new Promise((resolve) => {
        answered = (error) => {
          answered = undefined
          resolve(error)
        }
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
