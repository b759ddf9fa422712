import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { box, marks } from './mosaic.ts'

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
  /** To the public, of the public copy: the picture that was sent has another id. */
  id: z.uuid(),
  /** Whether the reporter sent it or the agency, as a proof of its answer. */
  kind: z.enum(['report', 'answer']),
  width: z.int(),
  height: z.int(),
  /** Whether everybody sees a copy of it. */
  public: z.boolean(),
})
export type Picture = z.infer<typeof picture>

/** A picture as staff see it. */
export const casePicture = picture.extend({
  /** Whether the centre chose it to be shown with the publication. */
  chosen: z.boolean(),
  /** Closed to the agency. */
  centreOnly: z.boolean(),
  /** The copy that a person approved for the public; null until then. */
  copy: z.uuid().nullable(),
})
export type CasePicture = z.infer<typeof casePicture>

export const uploadPicture = endpoint({
  method: 'POST',
  path: '/api/pictures',
  tag: 'pictures',
  summary: 'Send a picture, to be named by a report or an answer afterwards',
  description:
    'The body is the file itself: JPEG, PNG, WebP or AVIF, at most 15 MB, 40 megapixels and 12,000 ' +
    'pixels a side; of an animation the first frame is taken. What it is shows from its bytes, not ' +
    'from its declared type. A picture that nothing names is deleted after 24 hours. What is served ' +
    'later at `/api/pictures/{id}/full` and `/thumb` is a new JPEG without any metadata. On a bad ' +
    'network use `/api/uploads` instead, which speaks tus 1.0.0 (core and creation): the last part of ' +
    'the address of an upload is the id of its picture.',
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

const params = z.object({ id: z.string().max(40) })
const staff = { tag: 'pictures', audience: 'staff', params } as const
const when = z.iso.datetime({ offset: true })

/** How the search for faces stands; a picture can be worked on in each case. */
export const faceSearches = ['waiting', 'done', 'failed'] as const

export const pictureMarks = z.object({
  width: z.int(),
  height: z.int(),
  /** Where faces were found; for a person to keep, move or drop. */
  proposed: z.array(box),
  search: z.enum(faceSearches),
  /** The public copy, with what is covered in it. */
  copy: z
    .object({ id: z.uuid(), marks, approvedAt: when, approvedBy: z.string().nullable() })
    .nullable(),
})
export type PictureMarks = z.infer<typeof pictureMarks>

export const getPictureMarks = endpoint({
  ...staff,
  method: 'GET',
  path: '/api/pictures/:id/marks',
  summary: 'What is proposed to be covered in a picture, and what is covered in its public copy',
  description: 'For the centre.',
  response: pictureMarks,
  errors: ['unauthenticated', 'forbidden', 'not_found'],
})

export const approvePicture = endpoint({
  ...staff,
  method: 'POST',
  path: '/api/pictures/:id/copy',
  summary: 'Approve a picture for the public, with what is to be covered in it',
  description:
    'For the centre. The server makes the copy from the picture and these marks; no picture is ' +
    'sent. A copy from before is deleted, and its address with it.',
  body: marks,
  status: 201,
  response: z.object({ copy: z.uuid() }),
  errors: ['invalid_input', 'unauthenticated', 'forbidden', 'not_found', 'unavailable'],
})

export const setPictureAudience = endpoint({
  ...staff,
  method: 'POST',
  path: '/api/pictures/:id/audience',
  summary: 'Close a picture of a citizen to the agency, or open it again',
  description: 'For the centre.',
  body: z.object({ centreOnly: z.boolean() }),
  status: 204,
  response: z.undefined(),
  errors: ['unauthenticated', 'forbidden', 'not_found'],
})

/** One member of staff who saw an uncovered picture of a citizen, within one hour. */
export const pictureRead = z.object({
  at: when,
  /** Who; null when the account is gone. */
  by: z.string().nullable(),
  picture: z.uuid(),
})
export type PictureRead = z.infer<typeof pictureRead>

export const listPictureReads = endpoint({
  ...staff,
  method: 'GET',
  path: '/api/cases/:id/pictures/reads',
  tag: 'cases',
  summary: 'Who saw the uncovered pictures of a case, the latest first',
  description: 'For the centre.',
  response: z.object({ reads: z.array(pictureRead) }),
  errors: ['unauthenticated', 'forbidden', 'not_found'],
})
