import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Failure } from '../../contract/errors.ts'
import type { FieldError } from '../../contract/errors.ts'
import { maxPictures, pictureBytes } from '../../contract/pictures.ts'
import type { Typed } from '../../web/citizen/page.ts'
import type { Pictures } from '../pictures/index.ts'
import { toFailure } from '../platform/http/errors.ts'
import type { Limits } from '../platform/http/rate-limit.ts'
import { keyIn, typedIn } from './forms.ts'

/** What the report form sent: its boxes, its pictures by id, and what was wrong with some of them. */
export type SentForm = { typed: Typed; pictures: string[]; faults: FieldError[] }

type FormDeps = { pictures: Pick<Pictures, 'take'>; limits: Limits }

/** Lets a part of the site take forms with files. */
export async function takeForms(scope: FastifyInstance): Promise<void> {
  await scope.register(multipart, {
    // One byte more than is taken, so that the refusal is ours and in words.
    limits: { fileSize: pictureBytes + 1, files: 20, fields: 80, fieldSize: 64 * 1024, parts: 100 },
  })
}

/**
 * Reads the report form, sent by the script (its pictures were sent before, and come by their ids)
 * or by the browser itself, with the files. A picture that cannot be taken does not cost the others.
 * @throws Failure too_many_requests, unavailable, invalid_input when it is no form at all
 */
export async function readForm(request: FastifyRequest, deps: FormDeps): Promise<SentForm> {
  try {
    return await readBoxes(request, deps)
  } catch (error) {
    // The reader's own errors for a form that breaks off or names no boundary have no code.
    const isBroken =
      error instanceof Error && !('code' in error) && /multipart/i.test(error.message)
    throw isBroken ? new Failure('invalid_input') : error
  }
}

async function readBoxes(request: FastifyRequest, deps: FormDeps): Promise<SentForm> {
  if (!request.isMultipart()) {
    const { picture = [] } = (request.body ?? {}) as { picture?: string | string[] }
    return { typed: typedIn(request), pictures: [picture].flat(), faults: [] }
  }
  const body: Record<string, unknown> = {}
  const pictures: string[] = []
  const faults: FieldError[] = []
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      if (part.fieldname === 'picture') pictures.push(String(part.value))
      else body[part.fieldname] = part.value
      continue
    }
    const fault = await takeFile(part)
    if (fault) faults.push(fault)
    // What was not read to its end would hold up the parts behind it.
    part.file.resume()
  }
  return { typed: typedIn({ body }), pictures: [...new Set(pictures)], faults }

  async function takeFile({ file, filename }: { file: NodeJS.ReadableStream; filename: string }) {
    // A box for files that was left empty sends one without a name.
    if (filename === '') return null
    if (pictures.length >= maxPictures) return { path: 'pictures', code: 'too_many_pictures' }
    await deps.limits.take('pictureAddress', request.ip)
    try {
      // The form may be sent again as it is: the same file is then the same picture.
      const key = (sha256: string) => `${keyIn(typedIn({ body }))}.${sha256}`
      const sent = { body: file as never, sender: request.ip, scope: 'POST /gui-phan-anh picture' }
      const { id } = await deps.pictures.take({ ...sent, key, path: 'pictures' })
      pictures.push(id)
      return null
    } catch (error) {
      const failure = toFailure(error)
      if (failure.code === 'payload_too_large') {
        return { path: 'pictures', code: 'picture_too_large' }
      }
      if (failure.code === 'invalid_input' && failure.fields) return failure.fields[0]!
      throw error
    }
  }
}
