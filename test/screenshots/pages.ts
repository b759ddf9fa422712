import type { Page } from 'playwright-core'
import { fillReport } from '../e2e/citizen-pages.ts'

/** What the addresses need to know of the sample reports. */
export type Shown = {
  /** By status: the id of one case, and its public number. */
  caseIn(status: string): Promise<{ id: string; number: string }>
  /** The number of a published report. */
  published: string
}

/** A page as somebody sees it who goes to it. */
export type Shot = {
  name: string
  /** The e-mail address of an account of the demo; null: nobody is signed in. */
  who: string | null
  path: string | ((shown: Shown) => Promise<string> | string)
  /** What is done before the picture is taken. */
  before?: (page: Page) => Promise<unknown>
}

const of =
  (who: string | null, base = '') =>
  (name: string, path: Shot['path'], before?: Shot['before']): Shot => ({
    name,
    who,
    path: typeof path === 'string' ? base + path : async (shown) => base + (await path(shown)),
    ...(before && { before }),
  })

const citizen = of(null)
const nobody = of(null, '/console')
const operator = of('dieuphoi@demo.nhip.vn', '/console')
const coordinator = of('daumoi@demo.nhip.vn', '/console')
const officer = of('canbo@demo.nhip.vn', '/console')
const head = of('lanhdao@demo.nhip.vn', '/console')
const lead = of('truongca@demo.nhip.vn', '/console')
const leader = of('lanhdaotinh@demo.nhip.vn', '/console')
const administrator = of('quantri@demo.nhip.vn', '/console')
const auditor = of('kiemtoan@demo.nhip.vn', '/console')

const fillTo = (step: 'Ở đâu' | 'Chuyện gì xảy ra' | 'Kiểm tra trước khi gửi') => (page: Page) =>
  fillReport(page, new URL(page.url()).origin, 'Đèn đường tắt cả tuần ni, tối thui.', step)
const press = (name: string) => (page: Page) => page.getByRole('button', { name }).first().click()
const aCase =
  (status: string) =>
  async ({ caseIn }: Shown) =>
    `/phan-anh/${(await caseIn(status)).id}`

/** Every page of the product, in the order in which people meet them. */
export const shots: Shot[] = [
  citizen('home', '/'),
  citizen('form', '/gui-phan-anh'),
  citizen('form-refused', '/gui-phan-anh', press('Tiếp tục')),
  citizen('form-place', '/gui-phan-anh', fillTo('Ở đâu')),
  citizen('form-details', '/gui-phan-anh', fillTo('Chuyện gì xảy ra')),
  citizen('form-check', '/gui-phan-anh', fillTo('Kiểm tra trước khi gửi')),
  citizen('track', '/tra-cuu'),
  citizen('list', '/phan-anh'),
  citizen('map', '/phan-anh?view=map'),
  citizen('public-figures', '/so-lieu'),
  citizen('emergency-numbers', '/so-khan-cap'),
  citizen('accessibility', '/tro-nang'),
  citizen('privacy', '/quyen-rieng-tu'),
  citizen('report', ({ published }) => `/phan-anh/${published}`),
  citizen('my-data', '/du-lieu-cua-toi'),
  citizen('sign-in', '/dang-nhap'),
  citizen('not-found', '/khong-co'),
  nobody('staff-sign-in', '/dang-nhap'),
  operator('inbox', '/'),
  operator('inbox-empty', '/?q=khongcogi'),
  operator('case-new', aCase('submitted')),
  operator('case-screening', aCase('screening')),
  operator('commands', aCase('screening'), (page) => page.keyboard.press('Control+k')),
  operator('keys', aCase('screening'), (page) => page.keyboard.press('F1')),
  operator('text-modules', aCase('screening'), async (page) => {
    await press('Hỏi thêm')(page)
    await page.keyboard.press('F9')
  }),
  operator('case-to-publish', aCase('awaiting_publication')),
  operator('case-answered', aCase('answered')),
  operator('statistics', '/so-lieu'),
  operator('security', '/bao-mat'),
  lead('inbox-lead', '/'),
  lead('shift', '/ca-truc'),
  coordinator('inbox-coordinator', '/'),
  coordinator('case-coordinator', aCase('assigned')),
  coordinator('hand-on-officer', aCase('assigned'), press('Giao người')),
  coordinator('hand-on-back', aCase('assigned'), press('Trả lại')),
  officer('inbox-officer', '/'),
  officer('case-officer', aCase('in_progress')),
  head('inbox-head', '/'),
  head('case-head', aCase('awaiting_approval')),
  head('delegations', '/uy-quyen'),
  leader('overview', '/tong-quan'),
  leader('inbox-leader', '/?box=overdue'),
  administrator('administration', '/quan-tri/don-vi-hanh-chinh'),
  administrator('agency', '/quan-tri/co-quan/X19789'),
  administrator('subject', '/quan-tri/linh-vuc/GT01'),
  administrator('day', '/quan-tri/linh-vuc/GT01', async (page) => {
    await press('Hết hiệu lực…')(page)
    await page.getByLabel('Hết hiệu lực từ ngày').click()
  }),
  administrator('people', '/quan-tri/nguoi-dung'),
  administrator('routing', '/quan-tri/phan-tuyen'),
  administrator('calendar', '/quan-tri/ngay-nghi?nam=2026'),
  administrator('retention', '/quan-tri/luu-giu'),
  administrator('text-module-records', '/quan-tri/mau-cau'),
  auditor('audit', '/nhat-ky'),
]
