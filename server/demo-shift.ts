import { randomUUID } from 'node:crypto'
import type { App } from './app.ts'
import type { DemoPeople } from './demo-reports.ts'
import { idempotency } from './platform/database/idempotency.ts'

/** A shift that runs, so that the centre of the demo has one, with two notes in its book. */
export async function playShift(
  { shifts }: Pick<App, 'shifts'>,
  { operator }: Pick<DemoPeople, 'operator'>,
): Promise<void> {
  const once = () => idempotency('demo', randomUUID(), null)
  await shifts.take(operator, { previous: null, once: once(), language: 'vi' })
  for (const [kind, text] of [
    ['missed_call', 'Một cuộc gọi nhỡ lúc 5 giờ 40 về mất nước khu tái định cư, chưa gọi lại.'],
    ['device', 'Tai nghe bàn số 2 rè, đã báo kỹ thuật, tạm dùng bàn số 3.'],
  ] as const) {
    await shifts.write(operator, { kind, text, caseId: null, once: once() })
  }
}
