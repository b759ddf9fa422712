/** What a file is by its first bytes, whatever its name or its sender say. */
export type Sniffed = 'jpeg' | 'png' | 'webp' | 'avif' | 'heic'

/** How many bytes {@link sniff} needs; fewer are fine where the file is shorter. */
export const sniffBytes = 64

/** The kind of picture, or null for everything else. */
export function sniff(head: Uint8Array): Sniffed | null {
  const text = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to))
  if (text(0, 3) === '\xff\xd8\xff') return 'jpeg'
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp'
  if (text(4, 8) !== 'ftyp') return null
  // ISO base media: a main brand, a version, then the brands it is compatible with.
  const length = Math.min(head.length, head[2]! * 256 + head[3]!)
  const brands = [text(8, 12)]
  for (let at = 16; at + 4 <= length; at += 4) brands.push(text(at, at + 4))
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif'
  return brands.some((brand) => /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand)) ? 'heic' : null
}
