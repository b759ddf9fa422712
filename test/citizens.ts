import type { Client } from '../contract/client.ts'
import type { TestServer } from './server.ts'

/** Has a code sent to a contact, and reads it where the demo keeps it. */
export async function codeFor(
  server: TestServer,
  client: Client,
  contact: string,
): Promise<{ challenge: string; code: string }> {
  const { challenge } = await client.requestCode({ body: { contact } })
  const letter = await server.app.messages.kept(challenge)
  return { challenge, code: /\d{6}/.exec(letter!.text)![0] }
}

/** A client that is signed in as the citizen with this contact. */
export async function citizenWith(server: TestServer, contact: string): Promise<Client> {
  const client = await server.client()
  await client.signInCitizen({ body: await codeFor(server, client, contact) })
  return client
}

/** What a page answered a browser without a script. */
export type Visited = { status: number; to: string | null; text: string }

/** A browser without a script: keeps its cookies, follows no redirection, sends forms. */
export function visitorOf(server: TestServer) {
  const jar = new Map<string, string>()
  const visit = async (path: string, form?: Record<string, string>): Promise<Visited> => {
    const answer = await fetch(server.url + path, {
      redirect: 'manual',
      headers: {
        origin: server.url,
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (value) jar.set(name!, value)
      else jar.delete(name!)
    }
    return {
      status: answer.status,
      to: answer.headers.get('location'),
      text: await answer.text(),
    }
  }
  /** Signs in on the pages; answers with where that leads. */
  const signIn = async (contact: string): Promise<string | null> => {
    await visit('/dang-nhap', { contact })
    const letter = await visit('/dang-nhap/hop-thu')
    const code = /nhập Nhịp: (\d{6})/.exec(letter.text)![1]!
    return (await visit('/dang-nhap/ma', { code })).to
  }
  return { visit, signIn }
}
