import answerRows from './answers.json' with { type: 'json' }
import reportRows from './reports.json' with { type: 'json' }

/**
 * The words people really use, as this project's own samples: 64 reports and 20 answers. Blanks such
 * as `{duong}` are filled when a journey begins.
 */
export type SampleReport = {
  id: string
  subject: string | null
  channel: string
  /** The class it should end up in, as a person would judge. */
  class: string | null
  /**
   * kd no diacritics · ct misspelt · pn dialect · hoa capitals · nn several matters · tv no place ·
   * ta no picture · ten a name · sdt a telephone · bks a plate · tai again · kc urgent · ng out of
   * scope · gat angry · cu old unit names · en English · kin asks to stay unnamed.
   */
  flags: string[]
  text: string
}

export type SampleAnswer = {
  id: string
  for: string
  quality: string
  /** What is wrong with a perfunctory one. */
  fault: string | null
  text: string
}

export const reports: SampleReport[] = reportRows
export const answers: SampleAnswer[] = answerRows

/** Somebody who does not exist: the numbers and addresses belong to nobody. */
export type Person = { name: string; given: string; phone: string; email: string }

const families = ['Nguyễn', 'Trần', 'Lê', 'Hồ', 'Tôn Nữ', 'Công Huyền', 'Đặng', 'Hoàng']
const givens = ['Mẫu', 'Thử', 'Ví', 'Dụ', 'Giả', 'Định', 'Nháp', 'Tập']

/** The invented reporter of the report at this index. */
export function personOf(index: number): Person {
  const given = givens[(index + (index >> 3)) % givens.length]!
  const middle = index % 2 === 0 ? 'Thị' : 'Văn'
  const phone = `0900000${String(index + 1).padStart(3, '0')}`
  return {
    name: `${families[index % families.length]} ${middle} ${given}`,
    given,
    phone,
    email: `nguoi.gui.${index + 1}@example.vn`,
  }
}

const streets = [
  'Nguyễn Huệ',
  'Lê Lợi',
  'Bà Triệu',
  'Trần Phú',
  'Hùng Vương',
  'Phan Bội Châu',
  'An Dương Vương',
  'Đặng Văn Ngữ',
]
const landmarks = ['chợ An Cựu', 'cầu Vĩ Dạ', 'trường Hai Bà Trưng', 'bến xe phía Nam']
const hamlets = ['Lại Thế', 'Phú Hiệp', 'Ngọc Anh', 'Chiết Bi']

/** Words for blanks where the general ones would make no sense. */
const special: Record<string, Record<string, string>> = {
  R04: { moc: 'Hùng Vương – Bà Triệu' },
  R12: { moc: 'Thương Bạc' },
  R36: { moc: 'Phan Đình Phùng' },
  R40: { tdp: 'tổ dân phố 5' },
  R47: { tdp: 'cánh đồng Ngọc Anh' },
}

/** Puts street, alley, landmark and hamlet into the blanks, without diacritics where the text has none. */
export function fill(report: SampleReport, index: number): string {
  const values: Record<string, string> = {
    duong: streets[index % streets.length]!,
    kiet: String(12 + index),
    moc: landmarks[index % landmarks.length]!,
    tdp: hamlets[index % hamlets.length]!,
    ...special[report.id],
  }
  return report.text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`${report.id}: nothing to put into {${name}}`)
    return report.flags.includes('kd') ? plain(value).toLowerCase() : value
  })
}

/** Without diacritics, the case kept. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D')
}

/** How a text is compared: no diacritics, lower case. */
export const fold = (text: string): string => plain(text).toLowerCase()

/** What a reporter adds of themselves, and the pieces of it that nobody else may read. */
export type Signature = { text: string; pieces: string[] }

/** A third of the reporters put their own name and telephone into the words, each in another way. */
export function signatureOf(report: SampleReport, index: number): Signature | null {
  if (index % 3 !== 0) return null
  const { name, given, phone, email } = personOf(index)
  const [a, b, c] = [phone.slice(0, 4), phone.slice(4, 7), phone.slice(7)]
  const house = `${index + 3}/5`
  const ways: Signature[] = [
    { text: `Em là ${name}, số ${a} ${b} ${c}.`, pieces: [name, `${a} ${b} ${c}`] },
    {
      text: `Tôi tên ${name}, nhà số ${house} kiệt 7, điện thoại ${a}.${b}.${c}, thư ${email}.`,
      pieces: [name, house, `${a}.${b}.${c}`, email],
    },
    {
      text: `Em tên ${given}, gọi em +84 ${phone.slice(1)}.`,
      pieces: [given, `+84 ${phone.slice(1)}`],
    },
    { text: `Liên hệ: ${name} - ${phone}`, pieces: [name, phone] },
  ]
  const way = ways[(index / 3) % ways.length]!
  const style = report.flags.includes('kd')
    ? fold
    : report.flags.includes('hoa')
      ? (text: string) => text.toUpperCase()
      : (text: string) => text
  return { text: style(way.text), pieces: way.pieces.map(style) }
}

/** The pieces of the sample texts themselves that are somebody's, by the id of the text. */
export const personalIn: Record<string, string[]> = {
  R19: ['75C-000.00'],
  R26: ['0900 000 000'],
  R30: ['T.'],
  R35: ['75A-000.00'],
  R36: ['75B-000.00'],
  R50: ['000.00.00-261103-0001'],
  A17: ['T.'],
  A20: ['12'],
}
