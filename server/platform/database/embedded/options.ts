export type EmbeddedPostgres = {
  /** connection string over the server's socket: database `nhip`, user `nhip`; never changes */
  readonly url: string
  /** pid of the postmaster; another one after a restart */
  readonly pid: number
  /** true while this process restarts and stops the server; passes on when the owner ends */
  readonly owner: boolean
  /**
   * Ends this use. The owner shuts the server down (fast), unless other processes use it still:
   * then one of them becomes the owner. A no-op for others while the owner lives.
   */
  stop(): Promise<void>
}

export type EmbeddedOptions = {
  /** folder for the cluster, its password, socket and log; made when missing */
  dataDir: string
  /** lines for the log */
  log?: (line: string) => void
  /** what takes long, for the person who waits */
  progress?: (message: string) => void
  /** further PostgreSQL settings, used when this process starts the server */
  settings?: Record<string, string>
  /** false only for tests: a crash of the machine may then destroy the data */
  durable?: boolean
  /** the server ended unasked, with this exit code if known; it is being restarted */
  onExit?: (code: number | null) => void
}
