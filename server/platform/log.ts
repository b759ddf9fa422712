import { pino } from 'pino'
import type { DestinationStream, Logger, LoggerOptions } from 'pino'
import type { Config } from '../config.ts'

export type Log = Logger

/**
 * JSON lines with request ids. No personal data: bodies, query strings and addresses of people are
 * never logged, and the headers that carry secrets are cut out here once more.
 */
export function createLog(level: Config['logLevel'], to?: DestinationStream): Log {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['req.headers', 'headers', '*.password', '*.phone', '*.email', '*.code'],
      remove: true,
    },
  }
  return to ? pino(options, to) : pino(options)
}
