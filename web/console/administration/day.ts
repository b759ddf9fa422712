const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' })

/** The day of the calendar in Vietnam, `YYYY-MM-DD`. */
export function todayInVietnam(now = new Date()): string {
  return today.format(now)
}

/** Whether a record's period has the day in it; what has no period holds always. */
export function holdsOn(record: Record<string, unknown>, day: string): boolean {
  const { validFrom, validTo } = record as { validFrom?: string; validTo?: string }
  return (!validFrom || validFrom <= day) && (!validTo || day < validTo)
}
