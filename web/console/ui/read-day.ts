/** `25/11/2026`, `25-11-2026`, `25.11.2026` or `25112026`, as they are typed in Viet Nam. */
const forms = [/^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/, /^(\d{2})(\d{2})(\d{4})$/]

/** A day as people write it, as `YYYY-MM-DD`; null while it is none. */
export function readDay(text: string): string | null {
  for (const form of forms) {
    const [, day, month, year] = form.exec(text.trim()) ?? []
    if (!day) continue
    const iso = `${year}-${month!.padStart(2, '0')}-${day.padStart(2, '0')}`
    const at = new Date(`${iso}T00:00:00Z`)
    // 30/2 would run over into March.
    return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : null
  }
  return null
}
