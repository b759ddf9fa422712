import type { Page } from 'playwright-core'
import { sections } from '../../web/console/administration/sections.ts'
import { codeOn, fillNear, fillReport, follow, goOn, sendReport } from '../e2e/citizen-pages.ts'
import { begin, send } from '../e2e/console-pages.ts'

/** What the addresses need to know of the sample reports. */
export type Shown = {
  /** By status: the id of one case, its public number, and the code its reporter was told. */
  caseIn(status: string): { id: string; number: string; code: string }
  /** The number of a published report. */
  published: string
}

/** A page as somebody sees it who goes to it. */
export type Shot = {
  name: string
  /** The e-mail address of an account of the demo; null: nobody is signed in. */
  who: string | null
  path: string | ((shown: Shown) => string)
  /** What is done before the page is looked at. */
  before?: (page: Page, shown: Shown) => Promise<unknown>
  /** A main page: what a screen reader makes of this part is kept in `heard/<name>.txt`. */
  heard?: 'body' | 'article'
}

/** An account that has the password it was given and nothing else. */
export const newcomer = { email: 'moi@demo.nhip.vn', password: 'nước sông Hương xanh' }

const of =
  (who: string | null, base = '') =>
  (name: string, path: Shot['path'], before?: Shot['before']): Shot => ({
    name,
    who,
    path: typeof path === 'string' ? base + path : (shown) => base + path(shown),
    ...(before && { before }),
  })
/** A main page; of a case, what is beside the list, whose order depends on the day. */
const heard = (shot: Shot, part: NonNullable<Shot['heard']> = 'body'): Shot => ({
  ...shot,
  heard: part,
})

const citizen = of(null)
const nobody = of(null, '/console')
const beginner = of(newcomer.email, '/console')
const operator = of('dieuphoi@demo.nhip.vn', '/console')
const coordinator = of('daumoi@demo.nhip.vn', '/console')
const officer = of('canbo@demo.nhip.vn', '/console')
const head = of('lanhdao@demo.nhip.vn', '/console')
const lead = of('truongca@demo.nhip.vn', '/console')
const leader = of('lanhdaotinh@demo.nhip.vn', '/console')
const administrator = of('quantri@demo.nhip.vn', '/console')
const auditor = of('kiemtoan@demo.nhip.vn', '/console')

const originOf = (page: Page) => new URL(page.url()).origin
const fillTo = (step: NonNullable<Parameters<typeof fillReport>[3]>) => (page: Page) =>
  fillReport(page, originOf(page), 'Đèn đường tắt cả tuần ni, tối thui.', step)
const press = (name: string) => (page: Page) => page.getByRole('button', { name }).first().click()
const open = (name: string) => (page: Page) => begin(page, name)
/** Opens an action's form and sends it with nothing filled in. */
const refuse = (name: string) => async (page: Page) => {
  const opened = await begin(page, name)
  await send(opened, name)
  await opened.getByText('Chưa nhập ô này.').first().waitFor()
}
const chooseMacro = (words: string) => async (page: Page) => {
  await page.getByRole('button', { name: 'Thao tác mẫu' }).first().waitFor()
  await page.keyboard.press('F9')
  await page.getByRole('combobox', { name: 'Tìm thao tác mẫu' }).fill(words)
  await page.keyboard.press('Enter')
  await page.getByText('Mọi người thấy').first().waitFor()
}
/** A report that waits for a network. */
async function sendOffline(page: Page): Promise<void> {
  await fillTo('Kiểm tra trước khi gửi')(page)
  await page.context().setOffline(true)
  await press('Gửi phản ánh')(page)
  await page.getByText('Mất mạng').waitFor()
}
const aCase =
  (status: string): Shot['path'] =>
  ({ caseIn }) =>
    `/phan-anh/${caseIn(status).id}`
/** The reporter's own page of a report, found by its code. */
const ownReport =
  (status: string, then?: (page: Page) => Promise<unknown>): Shot['before'] =>
  async (page, { caseIn }) => {
    await follow(page, originOf(page), caseIn(status).code)
    await then?.(page)
  }

async function askForCode(page: Page): Promise<void> {
  await page.getByLabel('Số điện thoại hoặc e-mail').fill('0900000001')
  await page.getByRole('button', { name: 'Gửi mã cho tôi' }).click()
  await page.getByRole('link', { name: 'Mở hộp thư của bản thử' }).waitFor()
}
async function openLetter(page: Page): Promise<string> {
  await askForCode(page)
  // The link opens another window.
  await page.goto(`${originOf(page)}/dang-nhap/hop-thu`)
  return /\b\d{6}\b/.exec(await page.getByRole('main').innerText())![0]
}
async function signInCitizen(page: Page): Promise<void> {
  const code = await openLetter(page)
  await page.getByRole('link', { name: 'Quay lại nhập mã' }).click()
  await page.getByLabel('Mã 6 chữ số').fill(code)
  await page.getByRole('main').getByRole('button', { name: 'Đăng nhập' }).click()
  await page.getByRole('heading', { name: 'Phản ánh của tôi' }).waitFor()
}

/** Every page of the citizens' site, in the order in which people meet them. */
export const citizenShots: Shot[] = [
  heard(citizen('home', '/')),
  citizen('home-received', '/', async (page) => {
    const { origin } = new URL(page.url())
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    await page.goto(origin)
    await sendOffline(page)
    await page.goto(origin)
    await page.context().setOffline(false)
    await page.getByText('Đã nhận phản ánh').waitFor()
  }),
  citizen('home-english', '/?lang=en'),
  heard(citizen('form', '/gui-phan-anh')),
  citizen('form-subjects', '/gui-phan-anh', (page) =>
    page.getByRole('combobox', { name: 'Lĩnh vực' }).click(),
  ),
  citizen('form-urgent', '/gui-phan-anh', async (page) => {
    await press('Hạ tầng giao thông')(page)
    await page.getByRole('radio', { name: 'Nắp cống' }).check()
  }),
  citizen('form-refused', '/gui-phan-anh', press('Tiếp tục')),
  heard(citizen('form-place', '/gui-phan-anh', fillTo('Ở đâu'))),
  citizen('form-map', '/gui-phan-anh', async (page) => {
    await fillTo('Ở đâu')(page)
    await press('Chọn trên bản đồ')(page)
  }),
  citizen('form-similar', '/gui-phan-anh', (page) =>
    fillNear(page, originOf(page), {
      subject: 'Mặt đường hư hỏng (ổ gà, sụt lún)',
      place: 'Kiệt 131 Trần Phú',
    }),
  ),
  heard(citizen('form-details', '/gui-phan-anh', fillTo('Chuyện gì xảy ra'))),
  heard(
    citizen('form-contact', '/gui-phan-anh', async (page) => {
      await fillTo('Chuyện gì xảy ra')(page)
      await page.getByLabel('Mô tả').fill('Đèn đường tắt cả tuần ni.')
      await goOn(page, 'Liên hệ với bạn')
    }),
  ),
  heard(citizen('form-check', '/gui-phan-anh', fillTo('Kiểm tra trước khi gửi'))),
  citizen('form-waiting', '/gui-phan-anh', sendOffline),
  citizen('offline', '/ngoai-tuyen'),
  citizen('form-english', '/gui-phan-anh?lang=en'),
  heard(
    citizen('sent', '/gui-phan-anh', async (page) => {
      await sendReport(page, originOf(page), 'Đèn đường tắt cả tuần ni, tối thui.')
      await codeOn(page)
    }),
  ),
  citizen('sent-to-nobody', '/da-gui'),
  heard(citizen('track', '/tra-cuu')),
  citizen('own-report', '/tra-cuu', ownReport('screening')),
  heard(citizen('own-question', '/tra-cuu', ownReport('waiting_citizen'))),
  heard(
    citizen(
      'own-answered',
      '/tra-cuu',
      ownReport('answered', (page) => page.getByText('Việc chưa xong?').click()),
    ),
  ),
  citizen(
    'own-refused',
    '/tra-cuu',
    ownReport('waiting_citizen', async (page) => {
      await press('Gửi bổ sung')(page)
      await page.getByRole('alert').waitFor()
    }),
  ),
  citizen('list', '/phan-anh'),
  citizen('list-filters', '/phan-anh', (page) => page.getByText('Lọc theo xã, phường').click()),
  citizen('map', '/phan-anh?view=map'),
  citizen('public-figures', '/so-lieu'),
  citizen('emergency-numbers', '/so-khan-cap'),
  citizen('accessibility', '/tro-nang'),
  citizen('privacy', '/quyen-rieng-tu'),
  heard(citizen('report', ({ published }) => `/phan-anh/${published}`)),
  citizen('my-data', '/du-lieu-cua-toi'),
  citizen('sign-in', '/dang-nhap'),
  citizen('sign-in-code', '/dang-nhap', askForCode),
  citizen('letter-box', '/dang-nhap', openLetter),
  citizen('my-reports', '/dang-nhap', signInCitizen),
  citizen('not-found', '/khong-co'),
]

/** Every page of the console. */
export const consoleShots: Shot[] = [
  nobody('staff-sign-in', '/dang-nhap'),
  nobody('staff-sign-in-refused', '/dang-nhap', press('Đăng nhập')),
  beginner('set-up', '/thiet-lap'),
  operator('inbox', '/'),
  // One row: the order of several depends on the day of the week.
  heard(operator('inbox-found', '/?box=all&q=xich%20du')),
  operator('inbox-filters', '/?box=all', (page) => page.keyboard.press('Shift+F4')),
  operator('inbox-map', '/?box=all', (page) => page.keyboard.press('F6')),
  operator('inbox-empty', '/?q=khongcogi'),
  operator('case-new', aCase('submitted')),
  heard(operator('case-screening', aCase('screening')), 'article'),
  operator('case-other-steps', aCase('screening'), press('Việc ở bước khác')),
  operator('case-assigning', aCase('screening'), async (page) => {
    const opened = await begin(page, 'Chuyển xử lý')
    await opened.getByRole('combobox', { name: 'Đơn vị' }).fill('thuan hoa')
    await page.getByRole('listbox').getByRole('option').first().waitFor()
  }),
  operator('case-declining', aCase('screening'), refuse('Không tiếp nhận')),
  operator('commands', aCase('screening'), (page) => page.keyboard.press('Control+k')),
  operator('keys', aCase('screening'), (page) => page.keyboard.press('F1')),
  operator('text-modules', aCase('screening'), async (page) => {
    const opened = await begin(page, 'Hỏi thêm')
    await opened.getByRole('textbox', { name: 'Câu hỏi' }).press('F9')
    await opened.getByRole('option').first().waitFor()
  }),
  operator('macro-list', aCase('submitted'), (page) => page.keyboard.press('F9')),
  operator('macro', aCase('submitted'), chooseMacro('báo người dân')),
  operator('macro-bulk', '/?box=to_accept', async (page) => {
    await page.locator('.rows .row').first().focus()
    await page.keyboard.press('Shift+End')
    await page.getByRole('button', { name: 'Tiếp nhận', exact: true }).waitFor()
    await chooseMacro('báo người dân')(page)
  }),
  operator('snooze', aCase('screening'), press('Để sau')),
  operator('case-to-publish', aCase('awaiting_publication')),
  operator('case-publishing', aCase('awaiting_publication'), open('Công khai')),
  operator('case-answered', aCase('answered')),
  operator('workbench', '/quan-tri/phan-tuyen'),
  operator('statistics', '/so-lieu'),
  operator('security', '/bao-mat'),
  operator('password', '/bao-mat', press('Đổi mật khẩu')),
  lead('inbox-lead', '/'),
  heard(lead('shift', '/ca-truc')),
  coordinator('inbox-coordinator', '/'),
  coordinator('case-coordinator', aCase('assigned')),
  coordinator('hand-on-officer', aCase('assigned'), press('Giao người')),
  coordinator('hand-on-back', aCase('assigned'), press('Trả lại')),
  heard(officer('inbox-officer', '/')),
  heard(officer('case-officer', aCase('in_progress')), 'article'),
  officer('case-answering', aCase('in_progress'), refuse('Gửi kết quả')),
  officer('no-permission', '/quan-tri/co-quan'),
  officer('console-not-found', '/khong-co'),
  head('inbox-head', '/'),
  heard(head('case-head', aCase('awaiting_approval')), 'article'),
  head('return-head', aCase('awaiting_approval'), press('Trả về sửa')),
  head('delegations', '/uy-quyen'),
  head('delegating', '/uy-quyen', press('Ủy quyền cho người khác')),
  heard(leader('overview', '/tong-quan')),
  leader('inbox-leader', '/?box=overdue'),
  administrator('agency', '/quan-tri/co-quan/X19789'),
  administrator('subject', '/quan-tri/linh-vuc/GT01'),
  administrator('day', '/quan-tri/linh-vuc/GT01', async (page) => {
    await press('Hết hiệu lực…')(page)
    await page.getByLabel('Hết hiệu lực từ ngày').click()
  }),
  administrator('subject-new', '/quan-tri/linh-vuc?add=1'),
  administrator('person-new', '/quan-tri/nguoi-dung?add=1'),
  administrator('calendar', '/quan-tri/ngay-nghi?year=2026'),
  administrator('office-hours', '/quan-tri/gio-lam-viec/default'),
  administrator('macro-record', '/quan-tri/thao-tac-mau/o_ga'),
  ...sections.map(({ slug }) => administrator(`administration-${slug}`, `/quan-tri/${slug}`)),
  auditor('audit', '/nhat-ky'),
]

/** Every page of the product. */
export const shots: Shot[] = [...citizenShots, ...consoleShots]
