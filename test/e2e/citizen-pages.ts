import type { BrowserContext, Page } from 'playwright-core'
import type { ReportReceipt } from '../../contract/cases.ts'
import type { ActionRequest } from '../../contract/case-types.ts'
import { demoAccounts } from '../../server/demo.ts'
import type { TestServer } from '../server.ts'
import { keys, tabTo } from './keyboard.ts'

/** What the citizen's browser tests share, spoken of in roles and names. */

/** The steps of the report form, by their headings. */
export const stepTitles = [
  'Việc gì',
  'Ở đâu',
  'Chuyện gì xảy ra',
  'Liên hệ với bạn',
  'Kiểm tra trước khi gửi',
] as const

/** Fills the report form and sends it; with a script the lists are searched, without they are chosen from. */
export async function sendReport(page: Page, url: string, words: string): Promise<void> {
  await fillReport(page, url, words)
  await page.getByRole('button', { name: 'Gửi phản ánh', exact: true }).click()
}

/** Fills the form up to its last step, or to another. */
export async function fillReport(
  page: Page,
  url: string,
  words: string,
  until: (typeof stepTitles)[number] = 'Kiểm tra trước khi gửi',
): Promise<void> {
  await page.goto(`${url}/gui-phan-anh`)
  const fill = [
    () => choose(page, 'Lĩnh vực', 'den duong', 'Đèn đường không sáng, chập chờn'),
    async () => {
      await choose(page, 'Xã, phường', 'thuan hoa', 'Phường Thuận Hóa')
      await page.getByLabel('Chỗ cụ thể').fill('kiệt 12 đường Lê Lợi')
    },
    () => page.getByLabel('Mô tả').fill(words),
    async () => {
      await page.getByLabel('Họ và tên').fill('Trần Thị B')
      await page.getByLabel('Số điện thoại').fill('0900 000 000')
    },
  ]
  for (const [index, one] of fill.slice(0, stepTitles.indexOf(until)).entries()) {
    await one()
    await goOn(page, stepTitles[index + 1]!)
  }
}

/** Fills the form up to the details, with a point that the search for a place gives. */
export async function fillNear(
  page: Page,
  url: string,
  { subject, place }: { subject: string; place: string },
): Promise<void> {
  await page.goto(`${url}/gui-phan-anh`)
  await choose(page, 'Lĩnh vực', subject, subject)
  await goOn(page, 'Ở đâu')
  const search = page.getByRole('combobox', { name: 'Tìm nơi xảy ra' })
  await search.pressSequentially(place)
  await page.getByRole('option', { name: place }).first().click()
  await goOn(page, 'Chuyện gì xảy ra')
  await page.getByRole('heading', { name: 'Cùng việc này?' }).waitFor()
}

/** Goes on to the next step; without a script all stand on one page. */
export async function goOn(page: Page, title: (typeof stepTitles)[number]): Promise<void> {
  const next = page.getByRole('button', { name: 'Tiếp tục' })
  if (!(await next.isVisible())) return
  await next.click()
  await page.getByRole('heading', { name: title }).waitFor()
}

/** The same by the keyboard alone, with a picture on the way. */
export async function sendByKeyboard(
  page: Page,
  url: string,
  words: string,
  photo: Buffer,
): Promise<void> {
  const button = (name: string) => page.getByRole('button', { name })
  const on = async (title: (typeof stepTitles)[number]) => {
    await keys.press(button('Tiếp tục'))
    await page.getByRole('heading', { name: title }).waitFor()
  }
  await page.goto(`${url}/gui-phan-anh`)
  await keys.press(button('Chiếu sáng, cây xanh'))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await on('Ở đâu')
  await tabTo(page.getByRole('combobox', { name: 'Xã, phường' }))
  await page.keyboard.type('thuan hoa')
  await page.keyboard.press('Enter')
  await keys.write(page.getByLabel('Chỗ cụ thể'), 'kiệt 12 đường Lê Lợi')
  await on('Chuyện gì xảy ra')
  await keys.write(page.getByLabel('Mô tả'), words)
  await keys.pick(page.getByRole('group', { name: 'Tắt mấy bóng?' }).getByRole('radio').nth(1))
  const file = { name: 'den.png', mimeType: 'image/png', buffer: photo }
  await page.getByLabel('Ảnh (không bắt buộc)').setInputFiles([file])
  await page.getByText('Đã nhận ảnh 1.').waitFor()
  await on('Liên hệ với bạn')
  await keys.write(page.getByLabel('Họ và tên'), 'Trần Thị B')
  // Enter in a box goes on as the button does.
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Kiểm tra trước khi gửi' }).waitFor()
  await keys.press(page.getByRole('button', { name: 'Gửi phản ánh', exact: true }))
}

/** Chooses from a list: by typing where the box can be searched, else from the plain select. */
export async function choose(page: Page, label: string, typed: string, option: string) {
  const box = page.getByRole('combobox', { name: label })
  const isPlain = await box.evaluate((element) => element instanceof HTMLSelectElement)
  if (isPlain) {
    await box.selectOption({ label: option })
    return
  }
  await box.fill(typed)
  await page.getByRole('option', { name: option, exact: true }).click()
}

/** The code on the confirmation, as digits. */
export async function codeOn(page: Page): Promise<string> {
  await page.getByRole('heading', { name: 'Đã nhận phản ánh', level: 1 }).waitFor()
  const words = await page.getByRole('group', { name: 'Mã theo dõi của bạn' }).innerText()
  return words.replace(/\D/g, '')
}

/** Opens a report by its code. */
export async function follow(page: Page, url: string, code: string): Promise<void> {
  await page.goto(`${url}/tra-cuu`)
  await page.getByLabel('Mã theo dõi').fill(code)
  await page.getByRole('main').getByRole('button', { name: 'Tra cứu' }).click()
  await page.getByRole('heading', { name: 'Diễn biến' }).waitFor()
}

/** Sends a report past the browser; it is the subject of a test that begins later. */
export async function submitted(server: TestServer, words: string): Promise<ReportReceipt> {
  const citizen = await server.client()
  return citizen.submitReport({
    body: { subject: 'GT01', description: words, commune: '19789', name: 'Trần Thị B' },
  })
}

const emailOf = (role: string, agency: string | null) =>
  demoAccounts.find((account) => account.role === role && account.agency === agency)!.email

/** Lets staff act one after the other, as far as a test needs. */
export async function staffAct(
  server: TestServer,
  number: string,
  ...acts: ['centre' | 'coordinator' | 'head', ActionRequest][]
): Promise<void> {
  const emails = {
    centre: emailOf('operator', null),
    coordinator: emailOf('coordinator', 'X19789'),
    head: emailOf('head', 'X19789'),
  }
  const desk = await server.client(emails.centre)
  const { cases } = await desk.listCases({ query: { q: number } })
  const { id } = cases.find((row) => row.number === number)!
  for (const [who, action] of acts) {
    const client = await server.client(emails[who])
    const { version } = await client.getCase({ params: { id } })
    await client.actOnCase({ params: { id }, body: { version, action } })
  }
}

/** Everything up to a published answer. */
export const toAnswer: ['centre' | 'coordinator' | 'head', ActionRequest][] = [
  ['centre', { type: 'accept', input: {} }],
  ['centre', { type: 'assign', input: { agency: 'X19789' } }],
  ['coordinator', { type: 'acknowledge', input: {} }],
  ['coordinator', { type: 'start', input: {} }],
  [
    'coordinator',
    {
      type: 'answer',
      input: { checked: 'Đã kiểm tra lúc 8 giờ.', done: 'Đã thay 2 bóng đèn.', finished: true },
    },
  ],
  ['head', { type: 'approve', input: {} }],
  [
    'centre',
    {
      type: 'publish',
      input: {
        title: 'Đèn đường trong kiệt không sáng',
        text: 'Đèn đường trong kiệt tắt cả tuần.',
        answer: 'Đã thay 2 bóng đèn, tối cùng ngày đèn sáng ổn định.',
      },
    },
  ],
]

/** Makes the next sending of the form reach the server while its answer is lost on the way back. */
export async function loseNextAnswer(context: BrowserContext): Promise<void> {
  let lost = false
  await context.route('**/gui-phan-anh', async (route) => {
    if (lost || route.request().method() !== 'POST') return route.continue()
    lost = true
    await route.fetch({ maxRedirects: 0 })
    await route.abort('connectionreset')
  })
}
