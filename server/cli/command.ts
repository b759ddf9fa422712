/** One command of the command line. */
export type Command = {
  summary: string
  help: string
  /** Returns the exit code. */
  run(args: string[]): Promise<number>
}
