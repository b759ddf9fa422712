import type { KindName } from '../../../contract/records/shared.ts'

/** A page of the administration: of one kind of record, or of its own. */
export type Section = { slug: string; kind?: KindName }

const records = {
  units: 'don-vi-hanh-chinh',
  unitChanges: 'sap-nhap',
  boundaries: 'ranh-gioi',
  placeNames: 'dia-danh',
  agencies: 'co-quan',
  contacts: 'dau-moi',
  subjectGroups: 'nhom-linh-vuc',
  subjects: 'linh-vuc',
  classes: 'lop-thoi-han',
  choices: 'danh-muc-ly-do',
  textModules: 'mau-cau',
  macros: 'thao-tac-mau',
  consents: 'su-dong-y',
  retention: 'luu-giu',
  featureClasses: 'loai-tai-san',
  features: 'so-tai-san',
  calendarDays: 'ngay-nghi',
  holidayRules: 'ngay-le',
  officeHours: 'gio-lam-viec',
} as const satisfies Record<KindName, string>

const of = (kind: KindName): Section => ({ slug: records[kind], kind })

/** The navigation, in groups of what is looked after together. Words: `section.<slug>`. */
export const groups = [
  {
    name: 'places',
    sections: [of('units'), of('unitChanges'), of('boundaries'), of('placeNames')],
  },
  { name: 'people', sections: [of('agencies'), of('contacts'), { slug: 'nguoi-dung' }] },
  {
    name: 'subjects',
    sections: [
      of('subjectGroups'),
      of('subjects'),
      of('classes'),
      of('choices'),
      of('textModules'),
      of('macros'),
    ],
  },
  {
    name: 'routing',
    sections: [{ slug: 'phan-tuyen' }, of('featureClasses'), of('features')],
  },
  { name: 'calendar', sections: [of('calendarDays'), of('holidayRules'), of('officeHours')] },
  { name: 'data', sections: [of('consents'), of('retention')] },
  { name: 'system', sections: [{ slug: 'lich-su' }, { slug: 'tep' }] },
] as const satisfies { name: string; sections: Section[] }[]

export const sections: Section[] = groups.flatMap((group): Section[] => group.sections)

/** Where the records of a kind are looked after. */
export function slugOf(kind: KindName): string {
  return records[kind]
}
