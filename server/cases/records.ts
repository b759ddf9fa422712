import { recordTable } from '../platform/records/index.ts'
import type { RecordTable } from '../platform/records/index.ts'

/** The records of this domain: the law of field reports. */
export const caseRecords = [
  recordTable('subjectGroups', 'cases.subject_groups'),
  recordTable('classes', 'cases.classes'),
  recordTable('choices', 'cases.choices'),
  recordTable('subjects', 'cases.subjects'),
] as unknown as RecordTable[]
