import { parseArgs } from 'node:util'
import type { ParseArgsConfig } from 'node:util'
import { UserError } from './errors.ts'

/** Parses a command's options; an unknown one is a clear line, not a stack. */
export function parseOptions<const Config extends ParseArgsConfig>(config: Config) {
  try {
    return parseArgs(config)
  } catch (error) {
    throw new UserError((error as Error).message)
  }
}
