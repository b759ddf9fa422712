import { recordTable } from '../platform/records/index.ts'
import type { RecordTable } from '../platform/records/index.ts'
import { writeParts } from './features/parts.ts'

export const unitTable = recordTable('units', 'places.units')
export const holidayRuleTable = recordTable('holidayRules', 'places.holiday_rules')
export const calendarDayTable = recordTable('calendarDays', 'places.calendar_days')
export const officeHoursTable = recordTable('officeHours', 'places.office_hours')

/** The records of this domain. */
export const placeRecords = [
  unitTable,
  recordTable('unitChanges', 'places.unit_changes'),
  recordTable('boundaries', 'places.boundaries'),
  recordTable('placeNames', 'places.place_names'),
  recordTable('featureClasses', 'places.feature_classes'),
  recordTable('features', 'places.features', writeParts),
  holidayRuleTable,
  calendarDayTable,
  officeHoursTable,
] as unknown as RecordTable[]
