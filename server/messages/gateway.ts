/** Where messages of one channel are handed over. */
export type Gateway = { url: string; token: string | null }

/** A message as it leaves. `id` is the same at every try, for a gateway that tells repeats apart. */
export type Letter = { id: string; to: string; subject?: string; text: string }

/** What became of it: `later` was certainly not taken, `unknown` may have been. */
export type Handed = 'sent' | 'refused' | 'later' | 'unknown'

/** The connection was never there, so nothing can have arrived. */
const neverThere = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'])
/** Not called at all: an address of the inside that nobody has allowed yet. */
const notCalled = new Set(['address_refused', 'scheme_refused'])

/**
 * POSTs a message as JSON, through the guarded fetch. A gateway answers 2xx when it has taken it, 429 or 503 when it may be tried
 * again; any other answer is a refusal.
 */
export async function hand(
  fetchOutside: typeof fetch,
  gateway: Gateway,
  letter: Letter,
): Promise<Handed> {
  let response: Response
  try {
    response = await fetchOutside(gateway.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': letter.id,
        ...(gateway.token && { authorization: `Bearer ${gateway.token}` }),
      },
      body: JSON.stringify(letter),
      redirect: 'error',
    })
    await response.body?.cancel()
  } catch (error) {
    const { code = '', cause } = error as { code?: string; cause?: { code?: string } }
    return notCalled.has(code) || neverThere.has(cause?.code ?? '') ? 'later' : 'unknown'
  }
  if (response.ok) return 'sent'
  return response.status === 429 || response.status === 503 ? 'later' : 'refused'
}
