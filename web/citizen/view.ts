import { sayWhen } from './format.ts'
import type { Language, Shell } from './page.ts'
import { wordsOf } from './words.ts'
import type { Translate } from './words.ts'

/** What components need to speak: the language's words, times, and the shell. */
export type View = {
  language: Language
  t: Translate
  /** An instant as people say it. */
  when: (instant: string) => string
  shell: Shell
}

export function viewOf(shell: Shell): View {
  return {
    language: shell.language,
    t: wordsOf(shell.language),
    when: (instant) => sayWhen(instant, shell.now, shell.language),
    shell,
  }
}
