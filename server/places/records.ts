import { recordTable } from '../platform/records/index.ts'
import type { RecordTable } from '../platform/records/index.ts'

/** The records of this domain. */
export const placeRecords = [
  recordTable('units', 'places.units'),
  recordTable('unitChanges', 'places.unit_changes'),
  recordTable('boundaries', 'places.boundaries'),
  recordTable('placeNames', 'places.place_names'),
  recordTable('featureClasses', 'places.feature_classes'),
  recordTable('features', 'places.features'),
  recordTable('holidayRules', 'places.holiday_rules'),
  recordTable('calendarDays', 'places.calendar_days'),
  recordTable('officeHours', 'places.office_hours'),
] as unknown as RecordTable[]
