import { ApiError } from '../../contract/client.ts'

let handler: () => void = () => undefined

/** Says where to go once the server no longer knows the session; set when the router exists. */
export function onSessionEnd(next: () => void): void {
  handler = next
}

/** For every failed query and write: an ended session leads to the sign-in page. */
export function noticeSessionEnd(error: Error): void {
  if (error instanceof ApiError && error.code === 'unauthenticated') handler()
}
