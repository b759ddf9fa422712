import { makePictures } from './make.ts'
import type { Fault, Made } from './make.ts'

/**
 * The process in which files from strangers are unpacked. It knows no secret, holds no connection,
 * and may be killed at any time: pool.ts starts another.
 */
export type Answer = { made: Made } | { fault: Fault } | { failed: string } | 'ready'

const answer = (message: Answer) => process.send?.(message)

process.on('message', (path: string) => {
  makePictures(path).then(
    (result) => answer('fault' in result ? result : { made: result }),
    // Not the picture's fault: a full disk, a file that has gone.
    (error: unknown) => answer({ failed: error instanceof Error ? error.message : String(error) }),
  )
})
// Nobody is left to answer to.
process.on('disconnect', () => process.exit())
answer('ready')
