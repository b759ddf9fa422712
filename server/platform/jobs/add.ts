import { sql } from 'kysely'
import type { Executor } from '../database/index.ts'

/**
 * Puts a job into the queue, in the transaction of what it is about. The queue keeps its payload in
 * clear: ids only. An error of the task is tried again after e^attempt seconds, `attempts` in all.
 */
export async function addJob(
  tx: Executor,
  task: string,
  payload: Record<string, string>,
  options: { attempts: number },
): Promise<void> {
  await sql`select jobs.add_job(${task}, ${JSON.stringify(payload)}::json,
    max_attempts => ${options.attempts})`.execute(tx)
}
