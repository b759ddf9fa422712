import type { FastifyRequest } from 'fastify'
import { badRequest } from './errors.ts'

/** The parameters of a request, from its address and body alike. What is empty counts as absent. */
export type Params = {
  /** The first value given. */
  text(name: string): string | undefined
  /** Every value given, split at commas; undefined when there is none. */
  list(name: string): string[] | undefined
  /** The value as a number. @throws Refusal 400 */
  number(name: string): number | undefined
  /** `attribute[code]=…` and `attribute[code][]=…`. @throws Refusal 400 */
  attributes(): Record<string, string[]>
  /** Whether a file came along. */
  hasFile: boolean
}

type Given = Record<string, unknown>

const fileCame = Symbol('a file came along')
type Body = Given & { [fileCame]?: boolean }

/** Parses `multipart/form-data`; files are noticed and let go. @throws Refusal 400 */
export async function parseMultipart(contentType: string, body: Buffer): Promise<Body> {
  const texts = new Map<string, string[]>()
  let hasFile = false
  try {
    const headers = { 'content-type': contentType }
    for (const [name, value] of await new Response(new Uint8Array(body), { headers }).formData()) {
      if (typeof value === 'string') texts.set(name, [...(texts.get(name) ?? []), value])
      else hasFile ||= value.size > 0
    }
  } catch {
    throw badRequest('the multipart/form-data body cannot be read')
  }
  return { ...Object.fromEntries(texts), [fileCame]: hasFile }
}

const attributeName = /^attribute\[([A-Za-z0-9_.-]{1,60})\](?:\[\])?$/
const maxAttributes = 50
const maxAttributeLength = 4_000

/** Reads what a request gives; NUL, which no text of the database can hold, is dropped. */
export function readParams(request: FastifyRequest): Params {
  const body = (request.body ?? {}) as Body
  const given = new Map<string, string[]>()
  const add = (source: Given) => {
    for (const [name, value] of Object.entries(source)) {
      const values = (Array.isArray(value) ? value : [value])
        .filter((item) => typeof item === 'string')
        .map((item) => item.replaceAll('\0', '').toWellFormed())
        .filter((item) => item.trim() !== '')
      if (values.length > 0) given.set(name, values)
    }
  }
  add(request.query as Given)
  add(body)

  const text = (name: string) => given.get(name)?.[0]
  return {
    text,
    list(name) {
      const items = given.get(name)?.flatMap((value) => value.split(','))
      const wanted = items?.map((item) => item.trim()).filter((item) => item !== '')
      return wanted && wanted.length > 0 ? wanted : undefined
    },
    number(name) {
      const typed = text(name)?.trim()
      if (typed === undefined) return undefined
      const value = Number(typed)
      if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(typed) || !Number.isFinite(value)) {
        throw badRequest(`${name} is not a number`)
      }
      return value
    },
    attributes() {
      const found = new Map<string, string[]>()
      for (const [name, values] of given) {
        if (!name.startsWith('attribute')) continue
        const code = attributeName.exec(name)?.[1]
        if (!code) throw badRequest(`${name.slice(0, 80)} is not of the form attribute[code]`)
        found.set(code, [...(found.get(code) ?? []), ...values])
      }
      if (found.size > maxAttributes) throw badRequest('there are more than 50 attributes')
      for (const [code, values] of found) {
        if (values.join('').length > maxAttributeLength) {
          throw badRequest(`attribute[${code}] is longer than 4000 characters`)
        }
      }
      return Object.fromEntries(found)
    },
    hasFile: body[fileCame] === true,
  }
}
