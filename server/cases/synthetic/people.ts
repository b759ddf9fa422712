import { foldText } from '../../../contract/fold.ts'
import type { Random } from './random.ts'
import names from './words/names.json' with { type: 'json' }

/** People who do not exist, with telephones of the kind that the demo uses for invented ones. */

const surnames = [
  ['Nguyễn', 34],
  ['Trần', 14],
  ['Lê', 12],
  ['Phạm', 6],
  ['Hoàng', 6],
  ['Phan', 6],
  ['Võ', 6],
  ['Hồ', 5],
  ['Đặng', 4],
  ['Ngô', 3],
  ['Trương', 3],
  ['Đoàn', 2],
  ['Châu', 2],
  ['Bùi', 2],
  ['Tôn Thất', 1],
] as const
const middleOfMen = ['Văn', 'Đình', 'Quang', 'Minh', 'Hữu', 'Công', 'Xuân', 'Viết', 'Thanh', 'Đức']
const middleOfWomen = ['Thị', 'Thị Thu', 'Thị Ngọc', 'Thị Mỹ', 'Khánh', 'Thị Kim', 'Thị Diệu']
const { men, women } = names

/** A full name. */
export function nameOf(random: Random): string {
  const isMan = random.chance(0.5)
  return [
    random.weighted(surnames),
    random.pick(isMan ? middleOfMen : middleOfWomen),
    random.pick(isMan ? men : women),
  ].join(' ')
}

/** A reporter: most leave a name and a telephone, some only one of them, few nothing. */
export function reporterOf(
  random: Random,
  isContactNeeded: boolean,
): { name: string | null; phone: string | null; email: string | null } {
  const name = random.chance(0.86) ? nameOf(random) : null
  const wantsPhone = isContactNeeded || random.chance(0.84)
  const phone = wantsPhone ? `0900${String(random.int(0, 999_999)).padStart(6, '0')}` : null
  const address = `${foldText(name ?? 'nguoi dan')
    .split(' ')
    .slice(-2)
    .join('')}${random.int(1, 999)}@vidu.vn`
  return { name, phone, email: random.chance(0.12) ? address : null }
}
