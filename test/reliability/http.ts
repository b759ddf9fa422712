import { Agent, request } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'

export type Answer = { status: number; headers: IncomingHttpHeaders; text: string }

/** No answer came: the connection was refused or broken, or (`hung`) nothing came for too long. */
export class NoAnswer extends Error {
  hung: boolean
  constructor(message: string, hung: boolean) {
    super(message)
    this.hung = hung
  }
}

export type Sender = {
  origin: string
  send(call: {
    method: string
    path: string
    headers?: Record<string, string>
    body?: unknown
  }): Promise<Answer>
  close(): void
}

/**
 * A plain HTTP client with kept connections. Its limit is the promise that nothing hangs: an answer,
 * be it a refusal, within `limitMs`.
 */
export function createSender(port: number, limitMs = 10_000): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    send({ method, path, headers = {}, body }) {
      return new Promise((resolve, reject) => {
        const text = body === undefined ? undefined : JSON.stringify(body)
        const outgoing = request(`${origin}${path}`, {
          method,
          agent,
          headers: {
            ...(text !== undefined && {
              'content-type': 'application/json',
              'content-length': String(Buffer.byteLength(text)),
            }),
            ...headers,
          },
        })
        const timer = setTimeout(() => {
          reject(new NoAnswer(`${method} ${path}: nothing within ${limitMs} ms`, true))
          outgoing.destroy()
        }, limitMs)
        const fail = (error: Error) => {
          clearTimeout(timer)
          reject(new NoAnswer(error.message, false))
        }
        outgoing.on('error', fail)
        outgoing.on('response', (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', fail)
          response.on('end', () => {
            clearTimeout(timer)
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text: Buffer.concat(chunks).toString('utf8'),
            })
          })
        })
        outgoing.end(text)
      })
    },
    close: () => agent.destroy(),
  }
}

/** Signs a demo account in; returns the headers with which it acts. */
export async function signIn(
  sender: Sender,
  email: string,
  password: string,
): Promise<Record<string, string>> {
  const answer = await sender.send({
    method: 'POST',
    path: '/api/session',
    body: { email, password },
  })
  const cookies = (answer.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';', 1)[0]!)
  if (answer.status !== 200 || cookies.length === 0) {
    throw new Error(`cannot sign in as ${email}: ${answer.status} ${answer.text}`)
  }
  return { cookie: cookies.join('; '), origin: sender.origin }
}
