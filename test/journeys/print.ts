import { inGroups } from '../../contract/codes.ts'
import type { Journey } from './journey.ts'
import type { Run } from './play-all.ts'

const time = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

function wrap(words: string[], separator: string, width: number): string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last === undefined || last.length + separator.length + word.length > width) lines.push(word)
    else lines[lines.length - 1] = last + separator + word
  }
  return lines
}

function block(name: string, lines: string[]): void {
  lines.forEach((line, index) => {
    console.log(`  ${(index === 0 ? name : '').padEnd(10)}${line}`)
  })
}

const prose = (text: string) => text.split('\n').flatMap((line) => wrap(line.split(' '), ' ', 88))

/** One journey as a short block: who took it, every step, what went in and what the public reads. */
export function printJourney(journey: Journey): void {
  const { id, words, entrance, number, subject, agency, steps, published, closed } = journey
  console.log(`\n${id}  ${words.split(' ').slice(0, 9).join(' ')} …`)
  const door = entrance === 'form' ? 'citizen form' : 'Open311'
  block('number', [
    `${number ? inGroups(number) : '–'}  by ${door}, ${subject}${agency && ` → ${agency}`}`,
  ])
  block(
    'steps',
    wrap(
      steps.map(({ type, at }) => `${time.format(new Date(at))} ${type}`),
      ' · ',
      88,
    ),
  )
  block('words', prose(words))
  if (published) {
    block(
      closed ? 'kept' : 'title',
      prose(closed ? 'closed subject: no public page' : published.title),
    )
    if (!closed) block('public', prose(published.text))
    block('masked', [journey.masked.map((piece) => `"${piece}"`).join(', ') || 'nothing'])
    block('answer', prose(published.answer))
  } else {
    block('ended', [`${journey.status}: no public page`])
  }
  for (const problem of journey.problems) block('✗', prose(problem))
}

/** The totals; returns whether every check held. */
export function printTotals({ journeys, listProblems, milliseconds }: Run): boolean {
  const count = (test: (journey: Journey) => boolean) => journeys.filter(test).length
  const failed = count(({ problems }) => problems.length > 0)
  const steps = journeys.reduce((sum, journey) => sum + journey.steps.length, 0)
  console.log(`
${journeys.length} reports: ${count((j) => j.entrance === 'form')} by the citizen form, ${count((j) => j.entrance === 'open311')} by Open311; ${steps} steps in ${(milliseconds / 1000).toFixed(1)} s
  ${count((j) => j.published !== null && !j.closed)} published, ${count((j) => j.published !== null && j.closed)} answered to the reporter only (closed subject), ${count((j) => j.status === 'declined')} declined, ${count((j) => j.status === 'withdrawn')} withdrawn
  ${count((j) => j.steps.some(({ type }) => type === 'return_answer'))} with an answer returned, ${count((j) => j.steps.some(({ type }) => type === 'reopen'))} reopened, ${count((j) => j.steps.some(({ type }) => type === 'ask_citizen'))} with a question to the citizen, ${count((j) => j.steps.some(({ type }) => type === 'hand_back'))} handed back
  ${journeys.reduce((sum, j) => sum + j.masked.length, 0)} personal pieces masked in ${count((j) => j.masked.length > 0)} texts
  agencies: ${new Set(journeys.map(({ agency }) => agency).filter(Boolean)).size}`)
  for (const problem of listProblems) console.log(`  ✗ ${problem}`)
  console.log(`\n${journeys.length - failed} journeys without a fault, ${failed} with faults`)
  return failed === 0 && listProblems.length === 0
}
