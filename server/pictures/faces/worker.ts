import { setPriority } from 'node:os'
import sharp from 'sharp'
import type { Answer } from '../pool.ts'
import { findFaces } from './find.ts'
import { loadNet } from './net.ts'

/** The process in which faces are looked for, in pictures that we made ourselves. */
const answer = (message: Answer) => process.send?.(message)
// Everything else on this machine comes first.
setPriority(10)
sharp.cache(false)
sharp.concurrency(1)
const detect = await loadNet()

process.on('message', (path: string) => {
  findFaces(path, detect).then(
    (faces) => answer({ made: { faces } }),
    (error: unknown) => answer({ failed: error instanceof Error ? error.message : String(error) }),
  )
})
process.on('disconnect', () => process.exit())
answer('ready')
