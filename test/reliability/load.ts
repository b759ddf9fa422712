import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { NoAnswer } from './http.ts'
import type { Answer, Sender } from './http.ts'
import type { Ledger } from './ledger.ts'
import type { Random } from './random.ts'

/** Counts of one run, and everything that should not have been answered. */
export type LoadReport = {
  reports: number
  actions: number
  retries: number
  /** Answers that are neither a success nor "try again" with its Retry-After. */
  wrong: string[]
}

export type Load = {
  report: LoadReport
  /** When the last acknowledged request had been sent, by `performance.now()`. */
  lastSent(): number
  /** Begins to measure; returns how long the longest time without an acknowledgement was, in ms. */
  restartSilence(): number
  /** No new work; resolves when everything that was begun is acknowledged. */
  finish(): Promise<void>
}

const subjects = ['GT01', 'GT03', 'HK01', 'HK03', 'NC01', 'NC02', 'NC04']
const communes = ['19789', '19753', '19774', '19777']
const words = [
  'Ổ gà sâu trước cổng trường, trời mưa không thấy, xe máy ngã hoài',
  'den duong tat ca tuan nay toi thui k ai sua',
  'Cống tắc nước tràn vô nhà, hôi quá chịu không nổi',
  'CÂY NGÃ CHẮN ĐƯỜNG, GỌI MÃI KHÔNG AI TỚI',
]

/**
 * Reporters and operators who work until told to finish. Each write is repeated with the same key
 * and the same body until it is acknowledged, then entered in the ledger; some are sent twice at the
 * same moment, some once more after the acknowledgement, and must get the same answer.
 */
export function startLoad(options: {
  sender: Sender
  ledger: Ledger
  random: Random
  operators: Record<string, string>[]
  reporters?: number
  /** The longest pause of a reporter between two reports, in ms. */
  pauseMs?: number
}): Load {
  const { sender, ledger, random, operators, reporters = 8, pauseMs = 30 } = options
  const report: LoadReport = { reports: 0, actions: 0, retries: 0, wrong: [] }
  const desk: { id: string }[] = []
  let finishing = false
  let lastSent = 0
  let silentSince = performance.now()
  let longest = 0

  function heard(sentAt: number): void {
    const now = performance.now()
    longest = Math.max(longest, now - silentSince)
    silentSince = now
    lastSent = Math.max(lastSent, sentAt)
  }

  /** Sends until there is a success; returns it. */
  async function persist(call: Parameters<Sender['send']>[0], success: number): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      if (attempt > 0) {
        report.retries += 1
        // A real client follows Retry-After; here the point is to find the first moment it works.
        await sleep(random.between(20, 100))
      }
      const sentAt = performance.now()
      let answer: Answer
      try {
        answer = await sender.send(call)
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error
        if (error.hung) report.wrong.push(error.message)
        continue
      }
      if (answer.status === success) {
        heard(sentAt)
        return answer
      }
      const isTryAgain = answer.status === 503 && Number(answer.headers['retry-after']) > 0
      if (!isTryAgain) {
        report.wrong.push(`${call.method} ${call.path}: ${answer.status} ${answer.text}`)
        // Something refused for good would otherwise be asked for ever.
        if (answer.status < 500) throw new Error(report.wrong.at(-1))
      }
    }
  }

  /** A write, perhaps doubled; all of its answers must say the same. */
  async function write(call: Parameters<Sender['send']>[0], success: number, same: string[]) {
    const isRace = random.next() < 0.1
    const isRepeat = random.next() < 0.1
    const answers = await Promise.all(
      (isRace ? [call, call] : [call]).map((each) => persist(each, success)),
    )
    if (isRepeat) answers.push(await persist(call, success))
    const told = answers.map((answer) => {
      const body = JSON.parse(answer.text) as Record<string, unknown>
      return JSON.stringify(same.map((field) => body[field]))
    })
    if (new Set(told).size > 1) report.wrong.push(`one key, several answers: ${told.join(' / ')}`)
    return JSON.parse(answers[0]!.text) as Record<string, string>
  }

  async function reporter(): Promise<void> {
    while (!finishing) {
      const key = randomUUID()
      const receipt = await write(
        {
          method: 'POST',
          path: '/api/reports',
          headers: { 'idempotency-key': key },
          // The key in the words finds two cases of one report without trusting the key's own table.
          body: {
            subject: random.pick(subjects),
            commune: random.pick(communes),
            description: `${random.pick(words)} [${key}]`,
            position: { lat: 16.4637 + random.next() / 50, lon: 107.5909 + random.next() / 50 },
            phone: `09${String(random.between(10_000_000, 99_999_999))}`,
          },
        },
        201,
        ['id', 'number', 'code', 'submittedAt', 'dueAt'],
      )
      const { id = '', number = '', code = '' } = receipt
      await ledger.write({ kind: 'report', key, id, number, code })
      report.reports += 1
      if (random.next() < 0.2) desk.push({ id })
      await sleep(random.between(0, pauseMs))
    }
  }

  async function operator(headers: Record<string, string>): Promise<void> {
    while (!finishing || desk.length > 0) {
      const next = desk.shift()
      if (!next) {
        await sleep(20)
        continue
      }
      await act(headers, next.id, 1, { type: 'accept', input: {} })
      if (random.next() < 0.5) {
        await act(headers, next.id, 2, { type: 'assign', input: { agency: 'X19789' } })
      }
    }
  }

  async function act(
    headers: Record<string, string>,
    caseId: string,
    version: number,
    action: { type: string; input: Record<string, string> },
  ): Promise<void> {
    const key = randomUUID()
    await write(
      {
        method: 'POST',
        path: `/api/cases/${caseId}/actions`,
        headers: { ...headers, 'idempotency-key': key },
        body: { version, action },
      },
      200,
      ['id', 'status', 'version'],
    )
    await ledger.write({ kind: 'action', key, caseId, type: action.type, version: version + 1 })
    report.actions += 1
  }

  const workers = [...Array.from({ length: reporters }, reporter), ...operators.map(operator)]
  const done = Promise.all(workers)
  // Awaited in `finish`; until then an error must not end the run unseen, nor the process.
  done.catch((error: Error) => report.wrong.push(`load ended: ${error.message}`))

  return {
    report,
    lastSent: () => lastSent,
    restartSilence() {
      const now = performance.now()
      const result = Math.max(longest, now - silentSince)
      longest = 0
      silentSince = now
      return result
    },
    async finish() {
      finishing = true
      await done
    },
  }
}
