/** Boxes that come several times, as a list of them. */
export type Rows = Record<string, string>[]
export type Values = Record<string, string | boolean | string[] | Rows | undefined>

/**
 * What was sent without an answer: perhaps it was done. Only the very same request, version and key
 * included, can be sent again without doing it twice.
 */
export type Unanswered = { content: string; version: number; key: string }

/**
 * What somebody has typed into an action's form and not yet sent, or sent and not yet heard of.
 * `begun`: by a button of the console rather than by hand.
 */
export type ActionDraft = { values: Values; unanswered?: Unanswered; begun?: boolean }
