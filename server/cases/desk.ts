import { mostChosen } from '../../contract/bulk.ts'
import type { CaseFilter, ListFormat } from '../../contract/case-list.ts'
import type { ActionRequest } from '../../contract/case-types.ts'
import type { Box, CaseRow } from '../../contract/cases.ts'
import type { Download } from '../../contract/endpoint.ts'
import type { Viewer } from '../identity/index.ts'
import type { Clock } from '../platform/clock.ts'
import type { Idempotency } from '../platform/database/idempotency.ts'
import type { Executor } from '../platform/database/index.ts'
import type { Wall } from '../platform/database/wall.ts'
import type { Vault } from '../vault/index.ts'
import { actOnEach, presentChosen } from './bulk.ts'
import type { Language, Rules } from './catalogue.ts'
import type { actAll } from './commands.ts'
import { exportCases } from './export.ts'
import type { FileWords } from './export.ts'
import { planMacro, presentMacros } from './macros.ts'
import type { Planning } from './macros.ts'
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
  planning,
}: {
  executor: Executor
  vault: Vault
  wall: Wall
  clock: Clock
  rules: () => Promise<Rules>
  /** Does some actions on one case; see `actAll`. */
  perform: (request: Parameters<typeof actAll>[2]) => Promise<number>
  planning: Pick<Planning, 'parts' | 'routing' | 'erased'>
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

    /**
     * Actions on many cases, each for itself; see {@link actOnEach}.
     * @throws Failure invalid_input where one action, meant for all of them, is wrong
     */
    async actOnEach(
      viewer: Viewer,
      cases: { id: string; version: number; actions: ActionRequest[] }[],
      once: (id: string) => Idempotency,
    ) {
      const actor = { kind: 'staff', viewer } as const
      return actOnEach(cases, once, ({ id: caseId, version, actions }, key) =>
        perform({ actor, caseId, version, actions, once: key }),
      )
    },

    /** The macros in force today. */
    async listMacros(language: Language) {
      return presentMacros(await rules(), language)
    },

    /** What a macro would do; see {@link planMacro}. */
    async previewMacro(viewer: Viewer, asked: Parameters<typeof planMacro>[1], language: Language) {
      return planMacro(
        { ...planning, rules: await rules(), now: await clock.now(), viewer, language },
        asked,
      )
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
