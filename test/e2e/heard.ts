import type { Page } from 'playwright-core'

/** What changes from day to day: numbers with what joins them, names of days. */
const figure = /(?<![A-ZF])\d+(?:[.,:/ –-]+\d+)*/g
const day = /(thứ (hai|ba|tư|năm|sáu|bảy)|chủ nhật)/giu
const near = /hôm nay|hôm qua|ngày mai/g
/** Headings of lists by deadline. */
const dueGroup = /(?<=(region|heading) )"(Hôm nay|Ngày mai|Tuần này|Sau đó)"/g
/** Spans of time, as they are left over when figures are taken out. */
const span = /#( (giây|phút|giờ|ngày|tuần|tháng|năm)( làm việc)?( #)?)+/g

/** A day of a chart has a figure or none: at midnight what was counted is yesterday's. */
const noFigure = /#: không có số liệu/g

/**
 * What a screen reader makes of the page or a part of it, in its reading order, as something that a
 * person can review: without addresses, and with `#` for figures, dates and spans of time.
 */
export async function heard(page: Page, part = 'body'): Promise<string> {
  const tree = await page.locator(part).first().ariaSnapshot()
  const lines = tree.split('\n').filter((line) => !/^\s*- \/url:/.test(line))
  return `${lines
    // A colon before what was left out: nothing follows inside.
    .map((line, at) => (isDeeper(lines[at + 1], line) ? line : line.replace(/:$/, '')))
    .map(withoutFigures)
    .join('\n')}\n`
}

const depthOf = (line: string) => line.length - line.trimStart().length
const isDeeper = (line: string | undefined, than: string) =>
  line !== undefined && depthOf(line) > depthOf(than)

function withoutFigures(line: string): string {
  // Levels of headings are not figures of the page.
  const [words, level = ''] = line.split(/(?= \[level=\d\])/)
  const masked = words!
    .replaceAll(day, '#')
    .replaceAll(dueGroup, '"#"')
    .replaceAll(near, '#')
    .replaceAll(figure, '#')
    .replaceAll(span, '#')
    .replaceAll(noFigure, '#')
    .replaceAll(/#(,? (lúc |ngày )?#)+/g, '#')
  return masked + level
}
