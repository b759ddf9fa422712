const tones: Record<string, string> = {
  '\u0300': 'f',
  '\u0301': 's',
  '\u0309': 'r',
  '\u0303': 'x',
  '\u0323': 'j',
}

/**
 * What is typed for a word in Telex, as it arrives in a box that takes letters one by one, such as
 * one for passwords: `huế` as `huees`. The tone stands at the end of its syllable, as it is taught,
 * or right behind its vowel.
 */
export function telexOf(words: string): string[] {
  const syllables = words.toLowerCase().normalize('NFD').split(/\s+/)
  const typed = (isToneLast: boolean) =>
    syllables.map((syllable) => typeSyllable(syllable, isToneLast)).join('')
  return [...new Set([typed(true), typed(false)])]
}

function typeSyllable(syllable: string, isToneLast: boolean): string {
  let typed = ''
  let tone = ''
  for (const letter of syllable) {
    if (letter === 'đ') typed += 'dd'
    // The circumflex doubles the letter that it stands on.
    else if (letter === '\u0302') typed += typed.at(-1) ?? ''
    else if (letter === '\u0306' || letter === '\u031b') typed += 'w'
    else if (!(letter in tones)) typed += letter
    else if (isToneLast) tone = tones[letter]!
    else typed += tones[letter]
  }
  return typed + tone
}
