import { z } from 'zod'
import { endpoint } from './endpoint.ts'

/** The largest picture that is taken, bytes. */
export const pictureBytes = 15 * 1024 * 1024
/** The most pictures that one report or one answer may carry. */
export const maxPictures = 5

/** Which pictures come with something, by the ids their uploads were answered with. */
export const pictureIds = z
  .array(z.uuid('unknown'))
  .max(maxPictures, 'too_many_pictures')
  .refine((ids) => new Set(ids).size === ids.length, 'duplicate')

/** The sizes a picture is served in: at most 2,000 and 320 pixels a side, always JPEG. */
export const pictureSizes = ['full', 'thumb'] as const
export type PictureSize = (typeof pictureSizes)[number]

/** What its sender learns of a picture. Place and time are told to them only, and not kept. */
export const pictureReceipt = z.object({
  id: z.uuid(),
  /** Of the size `full`. */
  width: z.int(),
  height: z.int(),
  gps: z.object({ lat: z.number(), lon: z.number() }).nullable(),
  takenAt: z.iso.datetime({ offset: true }).nullable(),
})
export type PictureReceipt = z.infer<typeof pictureReceipt>

/** A picture of a case, for whoever may see it at `/api/pictures/{id}/{size}`. */
export const picture = z.object({
  id: z.uuid(),
  /** Whether the reporter sent it or the agency, as a proof of its answer. */
  kind: z.enum(['report', 'answer']),
  width: z.int(),
  height: z.int(),
  /** Whether the centre chose it to be shown to everybody. */
  public: z.boolean(),
})
export type Picture = z.infer<typeof picture>

export const uploadPicture = endpoint({
  method: 'POST',
  path: '/api/pictures',
  tag: 'pictures',
  summary: 'Send a picture, to be named by a report or an answer afterwards',
  description:
    'The body is the file itself: JPEG, PNG, WebP or AVIF, at most 15 MB, 40 megapixels and 12,000 ' +
    'pixels a side; of an animation the first frame is taken. What it is shows from its bytes, not ' +
    'from its declared type. A picture that nothing names is deleted after 24 hours. What is served ' +
    'later at `/api/pictures/{id}/full` and `/thumb` is a new JPEG without any metadata.',
  audience: 'anyone',
  idempotent: true,
  upload: true,
  bodyBytes: pictureBytes,
  /** `draft`: the same for the pictures of one report, so that each report has its own allowance. */
  query: z.object({ draft: z.string().min(8).max(100).optional() }),
  body: z.custom<Blob | Uint8Array<ArrayBuffer>>(),
  status: 201,
  response: pictureReceipt,
  errors: ['invalid_input', 'payload_too_large', 'too_many_requests', 'unavailable'],
})
