import { coverPicture, makePictures } from './make.ts'
import type { Answer, Job } from './pool.ts'

/**
 * The process in which files from strangers are unpacked. It knows no secret, holds no connection,
 * and may be killed at any time: pool.ts starts another.
 */
const answer = (message: Answer) => process.send?.(message)

process.on('message', (job: Job) => {
  const work = typeof job === 'string' ? makePictures(job) : coverPicture(job.path, job.marks)
  work.then(
    (result) => answer('fault' in result ? result : { made: result }),
    // Not the picture's fault: a full disk, a file that has gone.
    (error: unknown) => answer({ failed: error instanceof Error ? error.message : String(error) }),
  )
})
// Nobody is left to answer to.
process.on('disconnect', () => process.exit())
answer('ready')
