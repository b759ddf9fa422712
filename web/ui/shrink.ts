import { readJpegExif } from '../../contract/exif.ts'

const side = 2_000
/** Where the notes of a camera end at the latest. */
const notesBytes = 128 * 1024

/**
 * A picture as it is sent: not larger than needed, which spares a poor network, and the place its
 * camera noted, which stays on this device unless the person uses it. What this browser cannot
 * unpack goes as it is: the server has the word.
 */
export async function shrink(file: File) {
  const head = new Uint8Array(await file.slice(0, notesBytes).arrayBuffer())
  const { gps } = readJpegExif(head)
  return { body: (await redraw(file).catch(() => null)) ?? file, gps }
}

async function redraw(file: File): Promise<Blob | null> {
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    const scale = Math.min(1, side / Math.max(image.width, image.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(image.width * scale)
    canvas.height = Math.round(image.height * scale)
    const context = canvas.getContext('2d')
    if (!context) return null
    // A JPEG knows no transparency: what shines through is paper.
    context.fillStyle = '#fff'
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((resolve) =>
      canvas.toBlob(resolve, 'image/jpeg', 0.85),
    )
    return blob && blob.size < file.size ? blob : file
  } finally {
    image.close()
  }
}
