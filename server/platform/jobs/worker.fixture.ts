// A worker process to be killed: takes the job, says so, and never finishes it.
import { pino } from 'pino'
import { startWorker } from './index.ts'

const url = process.argv[2]!
await startWorker({
  database: { url },
  log: pino({ level: 'silent' }),
  tasks: {
    async hold() {
      process.stdout.write('taken\n')
      await new Promise((resolve) => setTimeout(resolve, 600_000))
    },
  },
})
process.stdout.write('started\n')
