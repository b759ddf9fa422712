import type { CaseView } from '../../../../contract/cases.ts'
import { inGroups } from '../../../../contract/codes.ts'
import { deadline } from '../../format.ts'

const blanks = /\{([a-z_0-9]+)\}/g

/** Whether a text still has a `{blank}` that nobody filled in. */
export const hasBlank = (text: string): boolean => /\{[a-z_0-9]+\}/.test(text)

/** A text with what the case knows in its blanks; the others are left to be seen. */
export function filled(text: string, view: CaseView): string {
  const known: Record<string, string | null | undefined> = {
    phuong: view.commune.name,
    linh_vuc: view.subject.name,
    don_vi: view.agency?.name,
    duong: view.address,
    ma: inGroups(view.number),
    han: deadline(view.dueAt),
  }
  return text.replace(blanks, (whole, name: string) => known[name] ?? whole)
}
