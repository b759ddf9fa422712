import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFetchOutside } from '../../platform/http/outgoing.ts'
import { readablePassword } from '../passwords.ts'
import { createBreached } from './breached.ts'
import { commonPasswords } from './common.ts'
import { isGuessable, spellings } from './guessable.ts'
import { telexOf } from './telex.ts'
import { forbiddenWords } from './words.ts'

const forbidden = spellings(
  forbiddenWords({
    owner: { name: 'Nguyễn Thị Hồng Đào', email: 'dao.nguyen84@hue.gov.vn' },
    places: {
      province: { name: 'thành phố Huế' },
      communes: [{ name: 'phường Thuận Hóa' }, { name: 'xã A Lưới 1' }],
    },
    agencies: ['UBND phường Thuận Hóa', 'Sở Xây dựng', 'Chi nhánh Môi trường đô thị Cố đô'],
    host: 'phananh.hue.gov.vn',
  }),
)
const refused = async (password: string) =>
  isGuessable(password, { common: await commonPasswords(), forbidden })

describe('a password that people use', () => {
  it('is refused, each of the most frequent of eight letters or more', async () => {
    const common = await commonPasswords()
    const long = [...common].filter(({ length }) => length >= 8)
    expect(long.length).toBeGreaterThan(15_000)
    const passed = long.filter((password) => !isGuessable(password, { common, forbidden: [] }))
    expect(passed).toEqual([])
  })

  it.each([
    '12345678',
    'Password1',
    'IloveYou',
    'anhyeuem',
    'Anh-Yêu-Em',
    'p@ssw0rd',
    'qwertyuiop',
  ])('is refused: %s', async (password) => expect(await refused(password)).toBe(true))

  it.each([
    'Password@123',
    'matkhau2026',
    'Mật khẩu 123',
    '2026dragon!',
    'aaaaaaaaaaaa',
    '1112222111',
  ])('is refused with something put before or behind it: %s', async (password) =>
    expect(await refused(password)).toBe(true),
  )
})

describe('a password of words of the place', () => {
  it.each([
    ['the product', 'Nhip@2026'],
    ['the product and a sequence', 'nhip123456'],
    ['the province', 'ThanhPhoHue'],
    ['the province, with marks', 'Huế huế huế'],
    ['the province in Telex', 'Huees@1975'],
    ['an agency', 'ubndphuongthuanhoa'],
    ['the end of its name', 'Thuận Hóa 2025!'],
    ['another agency', 'soxaydung01'],
    ['an agency in Telex', 'sowrxaayduwngj1'],
    ['its host', 'phananh.hue'],
    ['the owner', 'hongdao1984'],
    ['the owner, whole', 'Nguyễn Thị Hồng Đào'],
    ['the owner’s address', 'nguyen84@hue'],
    ['signs for letters', 'Nh1p@dm1n'],
  ])('is refused: %s', async (_what, password) => expect(await refused(password)).toBe(true))
})

describe('a password of its own', () => {
  it.each([
    'nước sông Hương xanh',
    'bốn chữ ngẫu nhiên dài',
    'nhà tôi ở Huế có mèo vàng',
    'tám ký tự',
    'kjw8-2mzp',
    'Correct horse battery',
    '朝のコーヒーは苦い',
  ])('is accepted, however it is composed: %s', async (password) => {
    expect(await refused(password)).toBe(false)
    expect(await refused(password.normalize('NFD'))).toBe(false)
  })

  it('is accepted as it is made for somebody’s first sign-in', async () => {
    const made = await Promise.all(Array.from({ length: 50 }, () => refused(readablePassword())))
    expect(made).not.toContain(true)
  })
})

it('knows how Vietnamese words are typed in Telex', () => {
  expect(telexOf('Thừa Thiên Huế')).toEqual(['thuwafthieenhuees', 'thuwfathieenhuees'])
  expect(telexOf('Đường')).toEqual(['dduwowngf', 'dduwowfng'])
})

describe('a service that knows breached passwords', () => {
  const known = 'hoa phượng vĩ rơi đầy'
  const hash = createHash('sha1').update(known).digest('hex').toUpperCase()
  const asked: { url: string; padding: unknown }[] = []
  let service: Server
  let answer: string | null
  let origin: string
  const warned: string[] = []

  beforeAll(async () => {
    service = createServer(({ url, headers }, response) => {
      asked.push({ url: url!, padding: headers['add-padding'] })
      // Null: it holds on and says nothing.
      if (answer !== null) response.writeHead(answer ? 200 : 503).end(answer)
    })
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  })
  afterAll(() => {
    service.closeAllConnections()
    service.close()
  })

  const ask = (password: string, at: string | null = origin) => {
    const log = pino({ level: 'warn' }, { write: (line) => void warned.push(line) })
    const fetchOutside = createFetchOutside({ allow: [{ host: '127.0.0.1', port: null }] })
    return createBreached({ service: at, fetchOutside, log, patienceMs: 200 })(password)
  }

  it('is told five digits of a hash, and what it knows is refused', async () => {
    answer = `${'0'.repeat(35)}:3\r\n${hash.slice(5)}:12\r\n`
    expect(await ask(known.normalize('NFD'))).toBe(true)
    expect(asked).toEqual([{ url: `/range/${hash.slice(0, 5)}`, padding: 'true' }])
    answer = `${hash.slice(5)}:0\r\n`
    expect(await ask(known), 'padding').toBe(false)
    answer = `${'0'.repeat(35)}:3`
    expect(await ask(known)).toBe(false)
    expect(warned).toEqual([])
  })

  it('that is away or slow keeps nobody from a password, and the log says so', async () => {
    for (answer of ['', null]) expect(await ask(known)).toBe(false)
    expect(await ask(known, 'http://127.0.0.1:9')).toBe(false)
    expect(warned).toHaveLength(3)
    asked.length = 0
    expect(await ask(known, null)).toBe(false)
    expect(asked).toEqual([])
  })
})
