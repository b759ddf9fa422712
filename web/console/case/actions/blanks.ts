import { fillBlanks, inSentence } from '../../../../contract/blanks.ts'
import type { CaseView } from '../../../../contract/cases.ts'
import { inGroups } from '../../../../contract/codes.ts'
import { deadline } from '../../format.ts'

/** A text with what the case knows in its blanks; the others are left to be seen. */
export function filled(text: string, view: CaseView): string {
  return fillBlanks(text, {
    phuong: inSentence(view.commune.name),
    linh_vuc: view.subject.name,
    don_vi: view.agency?.name,
    duong: view.address,
    ma: inGroups(view.number),
    han: deadline(view.dueAt),
  })
}
