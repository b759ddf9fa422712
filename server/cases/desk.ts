import { mostChosen } from '../../contract/bulk.ts'
import type { CaseFilter, ListFormat } from '../../contract/case-list.ts'
import type { Box, CaseRow } from '../../contract/cases.ts'
import type { Download } from '../../contract/endpoint.ts'
import type { Viewer } from '../identity/index.ts'
import type { Clock } from '../platform/clock.ts'
import type { Executor } from '../platform/database/index.ts'
import type { Wall } from '../platform/database/wall.ts'
import type { Vault } from '../vault/index.ts'
import { actOnEach, presentChosen } from './bulk.ts'
import type { Language, Rules } from './catalogue.ts'
import type { Act } from './commands.ts'
import { exportCases } from './export.ts'
import type { FileWords } from './export.ts'
import { maySee } from './policy.ts'
import { presentRow } from './present.ts'
import { contextFor, countCases, findCases, listCases } from './queries.ts'
import type { BoxQuery } from './queries.ts'
import { snooze, snoozesOf } from './snooze.ts'

export type CaseQuery = BoxQuery & { after?: string | undefined; limit: number }

/** The work boxes: what is in them, what is done to many, what is taken home, what is put off. */
export function createDesk({
  executor,
  vault,
  wall,
  clock,
  rules,
  perform,
}: {
  executor: Executor
  vault: Vault
  wall: Wall
  clock: Clock
  rules: () => Promise<Rules>
  /** Does one action; see `act`. */
  perform: (request: Act) => Promise<number>
}) {
  return {
    async listCases(
      viewer: Viewer,
      query: CaseQuery,
      language: Language,
    ): Promise<{ cases: CaseRow[]; next: string | null }> {
      const current = await rules()
      const { rows, next, snoozes } = await wall.read(viewer, async (tx) => {
        const page = await listCases(tx, vault, current, viewer, query)
        const ids = page.rows.map(({ id }) => id)
        return { ...page, snoozes: await snoozesOf(tx, viewer, ids) }
      })
      const context = await contextFor(executor, current, language, rows, [], await clock.now())
      return { cases: rows.map((row) => presentRow(row, viewer, { ...context, snoozes })), next }
    },

    async countCases(viewer: Viewer, filter: CaseFilter = {}): Promise<Record<Box, number>> {
      const current = await rules()
      return wall.read(viewer, (tx) => countCases(tx, vault, current, viewer, filter))
    },

    /** What could be done to many: to those named, or to the first of a work box. */
    async previewBulk(
      viewer: Viewer,
      { ids, box, filter }: { ids?: string[] | undefined; box: Box; filter: CaseFilter },
    ) {
      const current = await rules()
      const now = await clock.now()
      const { rows, next } = await wall.read(viewer, async (tx) =>
        ids
          ? { rows: (await findCases(tx, ids)).filter((row) => maySee(viewer, row)), next: null }
          : listCases(tx, vault, current, viewer, { ...filter, box, limit: mostChosen }),
      )
      return { cases: rows.map((row) => presentChosen(row, viewer, now)), cut: next !== null }
    },

    /** One action on many cases, each for itself; see {@link actOnEach}. */
    async actOnEach(viewer: Viewer, call: Parameters<typeof actOnEach>[0]) {
      return actOnEach(call, (one) => perform({ ...one, actor: { kind: 'staff', viewer } }))
    },

    /** Puts cases off for the viewer alone, or back; answers with how many. */
    async snooze(viewer: Viewer, what: { ids: string[]; until: string | null }): Promise<number> {
      return wall.behind(viewer, (tx) => snooze(tx, viewer, what))
    },

    /** A work box as a file; see {@link exportCases}. */
    async exportCases(
      viewer: Viewer,
      query: BoxQuery,
      { format, language, words }: { format: ListFormat; language: Language; words: FileWords },
    ): Promise<Download> {
      const current = await rules()
      const now = await clock.now()
      const counts = await wall.read(viewer, (tx) => countCases(tx, vault, current, viewer, query))
      return exportCases(viewer, query, format, {
        executor,
        rules: current,
        words,
        now,
        count: counts[query.box],
        context: (rows) => contextFor(executor, current, language, rows, [], now),
        page: (after, limit) =>
          wall.read(viewer, (tx) =>
            listCases(tx, vault, current, viewer, { ...query, after, limit }),
          ),
      })
    },
  }
}
