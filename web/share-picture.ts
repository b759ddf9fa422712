import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { mark } from './ui/mark.ts'

/**
 * Makes `ui/share.png`, the picture that stands for a page where it is shared: the mark alone,
 * because letters would be drawn in whatever font the machine has. `node web/share-picture.ts`
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
