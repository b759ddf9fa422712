/** The beginning of a text as one line, cut at a word. */
export function firstWords(text: string, max: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= max) return line
  const cut = line.slice(0, max)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), max - 20))}…`
}

const zone = 'Asia/Ho_Chi_Minh'

/** `17:00 thứ Tư 25/11`: a deadline as people say it, with the year when it is not this one. */
export function spokenDeadline(at: Date, now: Date, language: 'vi' | 'en'): string {
  const read = (moment: Date, options: Intl.DateTimeFormatOptions, locale = 'en-GB') =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }).format(moment)
  const year = read(at, { year: 'numeric' })
  const day = read(at, { day: '2-digit', month: '2-digit' })
  const weekday = read(at, { weekday: 'long' }, language).replace(/^Thứ/, 'thứ')
  const time = read(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return `${time} ${weekday} ${day}${year === read(now, { year: 'numeric' }) ? '' : `/${year}`}`
}
