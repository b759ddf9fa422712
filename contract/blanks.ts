const blanks = /\{([a-z_0-9]+)\}/g

/** Whether a text still has a `{blank}` that nobody filled in. */
export const hasBlank = (text: string): boolean => /\{[a-z_0-9]+\}/.test(text)

/** A text with what is known in its blanks; the others are left to be seen. */
export function fillBlanks(text: string, known: Record<string, string | null | undefined>): string {
  return text.replace(blanks, (whole, name: string) => known[name] ?? whole)
}

/** The name of a commune as it stands inside a sentence: `phường Thuận Hóa`. */
export const inSentence = (name: string | undefined): string | undefined =>
  name?.replace(/^(Phường|Xã|Đặc khu) /, (type) => type.toLowerCase())
