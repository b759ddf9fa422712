import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../contract/client.ts'
import { citizenWith, visitorOf } from '../../test/citizens.ts'
import { staffAct, toAnswer } from '../../test/e2e/citizen-pages.ts'
import { startTestServer } from '../../test/server.ts'
import type { TestServer } from '../../test/server.ts'

let server: TestServer
let reporter: Client
beforeAll(async () => {
  server = await startTestServer({ worker: false })
  reporter = await server.client()
}, 90_000)
afterAll(() => server?.close())

const query = async (text: string, values: unknown[] = []) =>
  (await server.app.database.pool.query(text, values)).rows

let places = 0
/** Another report of a dark lamp, a kilometre from the one before. */
async function report(more: Partial<Parameters<Client['submitReport']>[0]['body']> = {}) {
  places += 1
  const { number } = await reporter.submitReport({
    body: {
      subject: 'HK01',
      commune: '19789',
      description: 'Trước nhà tôi, số 7, đèn tắt.',
      position: { lat: 16.4 + places * 0.01, lon: 107.59 },
      ...more,
    },
  })
  return number
}
const follow = (client: Client, number: string) => client.followReport({ params: { number } })
const followed = async (client: Client) => (await client.listFollowedReports({})).reports
const followers = async (number: string) => {
  const [row] = await query('select id from cases.cases where number = $1', [number])
  const operator = await server.client('dieuphoi@demo.nhip.vn')
  return (await operator.getCase({ params: { id: row.id } })).followers
}

describe('following a report', () => {
  it('tells what everybody is told, and staff how many do', async () => {
    const number = await report()
    const [an, binh] = await Promise.all(
      ['0977000001', '0977000002'].map((c) => citizenWith(server, c)),
    )
    await Promise.all([follow(an!, number), follow(binh!, number)])
    const [one] = await followed(an!)
    expect(one).toMatchObject({ number, isNew: false, report: { number, title: null, text: null } })
    expect(JSON.stringify(one)).not.toContain('nhà tôi')
    expect(await followers(number)).toBe(2)
    const page = await visitorOf(server).visit(`/phan-anh/${number}`)
    expect(page.text).toContain('2 người cùng quan tâm')
    await binh!.unfollowReport({ params: { number } })
    await binh!.unfollowReport({ params: { number } })
    expect(await followed(binh!)).toEqual([])
    expect(await followers(number)).toBe(1)
  })

  it('many times at once is following once', async () => {
    const number = await report()
    const client = await citizenWith(server, '0977000003')
    const answers = await Promise.all(Array.from({ length: 8 }, () => follow(client, number)))
    expect(new Set(answers.map((answer) => answer.number))).toEqual(new Set([number]))
    expect(await followed(client)).toHaveLength(1)
    expect(await followers(number)).toBe(1)
  })

  it('is of what anybody may see alone', async () => {
    const client = await citizenWith(server, '0977000004')
    const closed = await report({ subject: 'CH01', phone: '0900000001' })
    for (const number of [closed, '0000000000', 'x']) {
      await expect(follow(client, number)).rejects.toMatchObject({ code: 'not_found' })
    }
    const open = await report()
    await follow(client, open)
    await query(`update cases.cases set subject = 'CH01' where number = $1`, [open])
    expect(await followed(client)).toMatchObject([{ number: open, report: null, isNew: false }])
    await client.unfollowReport({ params: { number: open } })
    expect(await followed(client)).toEqual([])
  })

  it('of a merged report is following the whole, and is counted once', async () => {
    const [main, part, late] = [await report(), await report(), '0977000006']
    const client = await citizenWith(server, '0977000005')
    await follow(client, part)
    await staffAct(
      server,
      part,
      ['centre', { type: 'accept', input: {} }],
      ['centre', { type: 'merge', input: { number: main } }],
    )
    expect(await followed(client)).toMatchObject([
      { number: part, isNew: true, report: { number: main, followers: 1 } },
    ])
    expect(await follow(client, part)).toEqual({ number: main })
    expect(await followed(client)).toHaveLength(1)
    const another = await citizenWith(server, late)
    expect(await follow(another, part)).toEqual({ number: main })
    expect(await followers(main)).toBe(2)
    await client.unfollowReport({ params: { number: main } })
    expect(await followed(client)).toEqual([])
  })

  it('has an end, and goes with the account', async () => {
    const number = await report()
    const client = await citizenWith(server, '0977000007')
    await follow(client, number)
    const [{ citizen_id: id }] = await query(
      `select citizen_id from cases.follows f join cases.cases c on c.id = f.case_id
       where number = $1`,
      [number],
    )
    await query(
      `insert into cases.cases (id, number, status, channel, subject, class, description, search,
         commune, due_at)
       select gen_random_uuid(), 'n' || n, 'submitted', 'web', 'HK01', 'N', '', '', '19789', now()
       from generate_series(1, 99) n`,
    )
    await query(
      `insert into cases.follows (citizen_id, case_id)
       select $1, id from cases.cases where number like 'n%'`,
      [id],
    )
    await expect(follow(client, await report())).rejects.toMatchObject({
      code: 'action_not_allowed',
    })
    expect(await follow(client, number)).toEqual({ number })
    expect(await followed(client)).toHaveLength(100)
    await client.removeCitizen({})
    expect(await query('select from cases.follows where citizen_id = $1', [id])).toEqual([])
    expect(await followers(number)).toBe(0)
  })
})

describe('the pages, without a script', () => {
  const boxes = (number: number, more: Record<string, string> = {}) => ({
    subject: 'GT01',
    commune: '19789',
    description: `Ổ gà ${number}`,
    lat: '16.3000',
    lon: '107.5000',
    key: `khoa-cua-mau-${number}`,
    ...more,
  })

  it('show what is near once, before a report is taken, and keep what was typed', async () => {
    const { visit } = visitorOf(server)
    expect((await visit('/gui-phan-anh', boxes(1))).to).toBe('/da-gui')
    const asked = await visit('/gui-phan-anh', boxes(2, { address: 'đầu kiệt' }))
    expect(asked.status).toBe(200)
    expect(asked.text).toContain('Cùng việc này?')
    expect(asked.text).toContain('Ngay tại đó')
    expect(asked.text).toContain('value="đầu kiệt"')
    expect(asked.text).not.toContain('Ổ gà 1')
    expect(asked.text).toMatch(/formAction="\/phan-anh\/\d{10}\/theo-doi"/i)
    const near = /name="near" value="(\d)"/.exec(asked.text)![1]!
    expect((await visit('/gui-phan-anh', boxes(2, { near }))).to).toBe('/da-gui')
    // Words that may be a complaint come first, and one answer does for both.
    const words = 'Tôi khiếu nại quyết định xử phạt.'
    const both = await visit('/gui-phan-anh', boxes(3, { description: words }))
    const guidance = both.text.indexOf('class="guidance"')
    expect(guidance).toBeGreaterThan(0)
    expect(both.text.indexOf('Cùng việc này?')).toBeGreaterThan(guidance)
  })

  it('find the place by its address where nobody could point at a map', async () => {
    await report({ subject: 'GT01', position: { lat: 16.449, lon: 107.5853 } })
    const { lat: _, lon: __, ...typed } = boxes(4, { address: 'Kiệt 131 Trần Phú, nhà cuối' })
    const { visit } = visitorOf(server)
    const asked = await visit('/gui-phan-anh', typed)
    expect(asked.text).toContain('Cách 21 m')
    expect((await visit('/gui-phan-anh', { ...typed, address: 'không đâu cả' })).to).toBe('/da-gui')
  })

  it('lead whoever is not signed in to that and back to the report, which is followed then', async () => {
    const number = await report()
    const { visit, signIn } = visitorOf(server)
    const page = await visit(`/phan-anh/${number}`)
    expect(page.text).toContain(`action="/phan-anh/${number}/theo-doi"`)
    expect((await visit(`/phan-anh/${number}/theo-doi`, {})).to).toBe('/dang-nhap')
    expect((await visit('/dang-nhap')).text).toContain('Đăng nhập để theo dõi phản ánh')
    const to = await signIn('0977000008')
    expect(to).toBe(`/phan-anh/${number}?done=follow`)
    const back = await visit(to!)
    expect(back.text).toContain('Đã theo dõi.')
    expect(back.text).toContain('Bỏ theo dõi')

    const list = () => visit('/phan-anh-cua-toi')
    expect((await list()).text).not.toContain('Có thay đổi mới')
    await staffAct(server, number, [
      'centre',
      { type: 'note_internal', input: { text: 'Chỉ nội bộ.' } },
    ])
    expect((await list()).text).not.toContain('Có thay đổi mới')
    await staffAct(server, number, ...toAnswer)
    const changed = await list()
    expect(changed.text).toContain('Có thay đổi mới')
    expect(changed.text).toContain('Đã có kết quả')
    // It is new until the report itself is opened; another one's page tells nothing of it.
    await visit(`/phan-anh/${await report()}`)
    expect((await list()).text).toContain('Có thay đổi mới')
    await visit(`/phan-anh/${number}`)
    expect((await list()).text).not.toContain('Có thay đổi mới')

    expect((await visit('/du-lieu-cua-toi')).text).toContain('Phản ánh tôi theo dõi')
    const copy = JSON.parse((await visit('/du-lieu-cua-toi/tai-khoan')).text)
    expect(copy).toMatchObject({ account: { phone: '0977000008' }, follows: [{ number }] })
    const ended = await visit(`/phan-anh/${number}/theo-doi`, { stop: '1', from: 'mine' })
    expect(ended.to).toBe('/phan-anh-cua-toi#theo-doi')
    expect((await list()).text).toContain('Chưa theo dõi phản ánh nào')
  })
})
