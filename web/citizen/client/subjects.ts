import type { SubjectFacts } from '../parts/client-data.tsx'

let read: { from: Element; subjects: Record<string, SubjectFacts> } | null = null

/** What the page says of the subject that is chosen in a form; nothing of none. */
export function factsOf(form: HTMLFormElement): SubjectFacts {
  const from = document.getElementById('subjects')
  if (!from) return {}
  // Parsed once for each page the server sent.
  if (read?.from !== from) read = { from, subjects: JSON.parse(from.textContent || '{}') }
  return read.subjects[chosenSubject(form).value] ?? {}
}

/** The list that holds the subject, behind the box it is searched in. */
export const chosenSubject = (form: HTMLFormElement): HTMLSelectElement =>
  form.querySelector<HTMLSelectElement>('select[name="subject"]')!
