// "hoà" and "hòa" are the same word: the tone stands on the second vowel in the one habit and on the
// first in the other, which the resolutions follow.
const second = 'oàoáoảoãoạoèoéoẻoẽoẹuỳuýuỷuỹuỵ'
const first = 'òaóaỏaõaọaòeóeỏeõeọeùyúyủyũyụy'
const pairs = new Map(
  Array.from({ length: second.length / 2 }, (_, index) => [
    second.slice(index * 2, index * 2 + 2),
    first.slice(index * 2, index * 2 + 2),
  ]),
)
/** At a syllable's end; in "quý" the u belongs to the consonant. */
const open = new RegExp(`(?<!q)(${[...pairs.keys()].join('|')})(?!\\p{L})`, 'giu')

/** A name with its tones where the resolutions write them: "Thuận Hoá" → "Thuận Hóa". */
export function officialSpelling(name: string): string {
  return name.normalize('NFC').replace(open, (letters) => {
    const placed = pairs.get(letters.toLowerCase())!
    if (letters === letters.toUpperCase()) return placed.toUpperCase()
    return letters[0] === letters[0]!.toUpperCase() ? placed[0]!.toUpperCase() + placed[1] : placed
  })
}
