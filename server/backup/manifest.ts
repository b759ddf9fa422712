/** A file of a backup, as it lies there. */
export type Part = { name: string; bytes: number; sha256: string }

/** Rows, and a hash of them that does not depend on their order. */
export type Tally = { rows: number; hash: string }

export type TablePart = Part & Tally & { table: string; columns: string[] }
/** So many files in one part; `missing` were removed between the snapshot and the copy. */
export type Pack = Part & { files: number; missing: number }

/** What one snapshot of the database holds; tables in the order they can be filled in. */
export type DatabasePart = {
  /** When the snapshot was taken. */
  at: string
  migrations: { name: string; hash: string }[]
  tables: TablePart[]
  sequences: { name: string; value: string; isCalled: boolean }[]
  jobs: Part & Tally
  /** The keys of the files that belong to it. */
  keys: Part & Tally
  /** The master keys that persons are sealed under, by their fingerprints. */
  masterKeys: string[]
}

/** What a finished backup is: sealed, and written last. */
export type Manifest = {
  /** Hash of `backup.json`. */
  header: string
  release: string
  finishedAt: string
  database: DatabasePart
  packs: Pack[]
  /** The secrets of the installation, where they were asked for. */
  secrets: Part | null
  /** Fingerprints of the secrets that the data need, by name. */
  fingerprints: Record<string, string>
  /** Of the audit log's signatures; null where there was no key. */
  auditKey: string | null
}

/** Every file of a backup besides `backup.json` and the manifest. */
export const partsOf = ({ database, packs, secrets }: Manifest): Part[] => [
  ...database.tables,
  database.jobs,
  database.keys,
  ...packs,
  ...(secrets ? [secrets] : []),
]
