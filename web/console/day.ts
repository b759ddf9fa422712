const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' })

/** The day of the calendar in Vietnam, `YYYY-MM-DD`. */
export function todayInVietnam(now = new Date()): string {
  return today.format(now)
}
