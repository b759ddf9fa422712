import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { mark } from './ui/mark.ts'

/**
 * Makes the pictures that stand for the site, with the mark alone, because letters would be drawn in
 * whatever font the machine has: `ui/share.png` where a page is shared, `ui/icon-*.png` where the site
 * is installed. `node web/share-picture.ts`
 */
const [width, height, size] = [1200, 630, 360]
const scale = size / 32
const paths = mark.paths
  .map((path) => `<path d="${path}" stroke-width="${mark.strokeWidth}"/>`)
  .join('')
const drawn = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
  <rect width="100%" height="100%" fill="#f5f7f8"/>
  <rect y="${height - 18}" width="100%" height="18" fill="#0b6e75"/>
  <g transform="translate(${(width - size) / 2} ${(height - size) / 2 - 9}) scale(${scale})"
    fill="none" stroke="#b83268" stroke-linecap="round">${paths}</g>
</svg>`
await sharp(Buffer.from(drawn))
  .png({ palette: true, compressionLevel: 9 })
  .toFile(fileURLToPath(new URL('ui/share.png', import.meta.url)))

/** `inset`: how much of the edge a device may cut off, as a part of the whole; 0 keeps round corners. */
async function icon(name: string, pixels: number, inset: number): Promise<void> {
  const inner = 32 * (1 - 2 * inset)
  const icon = `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels}" height="${pixels}" viewBox="0 0 32 32">
  <rect width="32" height="32" rx="${inset === 0 ? 7 : 0}" fill="#b83268"/>
  <g transform="translate(${32 * inset} ${32 * inset}) scale(${inner / 32})"
    fill="none" stroke="#fff" stroke-linecap="round">${paths}</g>
</svg>`
  await sharp(Buffer.from(icon))
    .png({ palette: true, compressionLevel: 9 })
    .toFile(fileURLToPath(new URL(`ui/${name}.png`, import.meta.url)))
}
await icon('icon-192', 192, 0)
await icon('icon-512', 512, 0)
await icon('icon-maskable', 512, 0.1)
