import type { KindName } from '../../../../contract/records/shared.ts'

/** What a list shows of each kind besides the title and the code, most telling first. */
export const columns: Record<KindName, string[]> = {
  units: ['parent'],
  unitChanges: ['day', 'divided'],
  boundaries: ['approximate', 'source'],
  placeNames: ['kind', 'commune'],
  holidayRules: ['calendar', 'adjacent', 'makeUp'],
  calendarDays: ['name', 'working', 'source'],
  agencies: ['kind', 'parent'],
  officeHours: ['source'],
  contacts: ['agency', 'when', 'phone'],
  subjectGroups: ['sort'],
  classes: ['result', 'source'],
  choices: ['guidance'],
  textModules: ['text'],
  macros: ['steps'],
  subjects: ['class', 'publication', 'lead'],
  consents: ['text'],
  retention: ['days', 'source'],
  featureClasses: ['reach', 'subjects'],
  features: ['class', 'manager'],
}

/** By which field a list is divided, where its kind is small enough to be shown whole. */
export const groupedBy: Partial<Record<KindName, string>> = {
  subjects: 'group',
  choices: 'list',
  textModules: 'action',
  featureClasses: 'register',
}
