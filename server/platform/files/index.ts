import type { Readable } from 'node:stream'
import type { Config } from '../../config.ts'
import { folderFiles } from './folder.ts'
import { s3Files } from './s3.ts'

/** What is put: bytes at hand, or a file on this machine's disk that is copied. */
export type Content = Uint8Array | { path: string }

/**
 * Files that are too large for the database, by key. A key is written once and never changed, so
 * what was read under it may be kept. Every adapter passes the same tests.
 */
export type Files = {
  /** Durable when it resolves; whoever reads meanwhile sees the whole file or none. */
  put(key: string, content: Content): Promise<void>
  /** The file and its length in bytes, or null when there is none. */
  get(key: string): Promise<{ body: Readable; bytes: number } | null>
  exists(key: string): Promise<boolean>
  /** Removing what is not there is no error: removal may be repeated. */
  remove(key: string): Promise<void>
}

/** The files of an installation: in S3 where that is set, else below its data folder. */
export function openFiles(config: Pick<Config, 'dataDir' | 's3'>): Files {
  return config.s3 ? s3Files(config.s3) : folderFiles(config.dataDir)
}
