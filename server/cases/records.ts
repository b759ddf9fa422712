import { recordTable } from '../platform/records/index.ts'
import type { RecordTable } from '../platform/records/index.ts'

export const groupTable = recordTable('subjectGroups', 'cases.subject_groups')
export const classTable = recordTable('classes', 'cases.classes')
export const choiceTable = recordTable('choices', 'cases.choices')
export const consentTable = recordTable('consents', 'cases.consent_texts')
export const retentionTable = recordTable('retention', 'cases.retention')
export const subjectTable = recordTable('subjects', 'cases.subjects')

export const macroTable = recordTable('macros', 'cases.macros')
export const textModuleTable = recordTable('textModules', 'cases.text_modules')

/** The records of this domain: the law of field reports. */
export const caseRecords = [
  groupTable,
  classTable,
  choiceTable,
  subjectTable,
  textModuleTable,
  macroTable,
  consentTable,
  retentionTable,
] as unknown as RecordTable[]
