import { z } from 'zod'
import { code, period, reference, text } from './shared.ts'

export const agencyKinds = [
  'so',
  'ngang_so',
  'chi_cuc',
  'su_nghiep',
  'nganh_doc',
  'luc_luong',
  'doanh_nghiep',
  'doan_the',
  'xa',
  'xa_phong',
  'ca_xa',
] as const

/**
 * Who may be given a case. `areas` are the communes an agency serves, absent when it serves the
 * whole province; `subjects` what it deals with (codes of subjects or groups), absent when that is
 * not limited. The police of a commune are not below its People's Committee: two agencies, one area.
 * `standIn`: it only stands for one still to be chosen (the investor of works, a carrier). `note` is
 * for administrators.
 */
export const agency = z.strictObject({
  code,
  name: text,
  kind: z.enum(agencyKinds),
  parent: reference('agencies').nullable(),
  areas: z.array(reference('units')).optional(),
  subjects: z.array(reference('subjects', /^[A-Z]{2}$/)).optional(),
  standIn: z.boolean().optional(),
  note: text.optional(),
  ...period,
})
export type Agency = z.infer<typeof agency>

/**
 * How an agency is reached, and when: in its office hours, outside them, or always. `role` is what
 * the contact is for: the leader in charge, the one who takes cases in, the desk, the duty, the
 * official mailbox, the chat group, the machine.
 */
export const contact = z.strictObject({
  code,
  agency: reference('agencies'),
  role: z.enum(['leader', 'coordinator', 'desk', 'duty', 'mailbox', 'chat', 'machine']),
  when: z.enum(['office_hours', 'outside', 'always']),
  name: text.optional(),
  phone: z
    .string()
    .regex(/^\+?[\d .]{3,20}$/, 'invalid_phone')
    .optional(),
  email: z.email('invalid_email').max(200, 'too_long').optional(),
  address: text.optional(),
  ...period,
})
export type Contact = z.infer<typeof contact>
