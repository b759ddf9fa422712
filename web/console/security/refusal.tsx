import { Alert } from '@mantine/core'

/** What was refused, said where the eyes and the screen reader are. */
export function Refusal({ words }: { words: string | null }) {
  if (words === null) return null
  return (
    <Alert color="red" role="alert" className="notice" data-tone="overdue">
      {words}
    </Alert>
  )
}
