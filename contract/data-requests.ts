import type { personalData } from './personal-data.ts'

/** A request about data as whoever made it sees it. Times are ISO 8601. */
export type DataRequest = {
  number: string
  kind: { code: string; name: string }
  status: (typeof personalData.statuses)[number]
  submittedAt: string
  /** By when it is acknowledged, then by when it is answered. */
  dueAt: string
  /** Why more time is needed. */
  extended: string | null
  answer: string | null
  answeredAt: string | null
}

/** What is told at once. */
export type DataRequestReceipt = { id: string; number: string; dueAt: string }

/** A consent as whoever gave it sees it. */
export type OwnConsent = { purpose: string; text: string; at: string; withdrawnAt: string | null }
