import { ApiError } from '../../contract/client.ts'

/** What each refusal of a session leads to; set when the router exists. */
export type SessionEnds = {
  /** The server no longer knows the session. */
  unauthenticated: () => void
  /** It asks for the password again. */
  session_locked: () => void
  /** It has something to set up before anything else. */
  set_up_needed: () => void
}

let handlers: SessionEnds | undefined

/** Says where to go from each of them. */
export function onSessionEnd(next: SessionEnds): void {
  handlers = next
}

/** For every failed query and write: an ended session leads to the sign-in page, and so on. */
export function noticeSessionEnd(error: Error): void {
  if (!(error instanceof ApiError) || !handlers) return
  if (error.code in handlers) handlers[error.code as keyof SessionEnds]()
}
