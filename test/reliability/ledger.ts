import { open } from 'node:fs/promises'
import { readFile } from 'node:fs/promises'

/** What was promised to somebody outside; kept in a file that no part of the product knows of. */
export type Entry =
  | { kind: 'report'; key: string; id: string; number: string; code: string }
  | { kind: 'action'; key: string; caseId: string; type: string; version: number }

export type Ledger = {
  path: string
  /** Resolves when the entry is on the disk. Entries that come together share one sync. */
  write(entry: Entry): Promise<void>
  close(): Promise<void>
}

export async function openLedger(path: string): Promise<Ledger> {
  const file = await open(path, 'a')
  let waiting: { line: string; done: () => void; failed: (error: unknown) => void }[] = []
  let writing: Promise<void> | null = null

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        await file.appendFile(batch.map(({ line }) => line).join(''))
        await file.datasync()
        for (const { done } of batch) done()
      } catch (error) {
        for (const { failed } of batch) failed(error)
      }
    }
    writing = null
  }

  return {
    path,
    write(entry) {
      return new Promise((done, failed) => {
        waiting.push({ line: `${JSON.stringify(entry)}\n`, done, failed })
        writing ??= flush()
      })
    },
    async close() {
      await writing
      await file.close()
    },
  }
}

/** Everything the ledger holds. */
export async function readLedger(path: string): Promise<Entry[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Entry)
}
