/** The sentences the server put on the page for the script; `{{name}}` is a blank. */
export function text(key: string, values: Record<string, string | number> = {}): string {
  const element = document.getElementById('texts')
  const texts = JSON.parse(element?.textContent || '{}') as Record<string, string>
  return (texts[key] ?? '').replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
    String(values[name] ?? ''),
  )
}

/** A number as the page's language writes it. */
export function number(value: number): string {
  const { lang } = document.documentElement
  return new Intl.NumberFormat(lang, { maximumFractionDigits: 5 }).format(value)
}

/** A new element with a class and words. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = '',
  words = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  if (className) made.className = className
  if (words) made.textContent = words
  return made
}
