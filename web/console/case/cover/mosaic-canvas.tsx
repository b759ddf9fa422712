import { useEffect, useRef, useState } from 'react'
import { cover } from '../../../../contract/mosaic.ts'
import type { Marks } from '../../../../contract/mosaic.ts'
import { useTranslation } from '../../i18n.ts'

/** A picture with the marks covered as the server will cover them; uncovered with `plain`. */
export function MosaicCanvas(props: { src: string; name: string; marks: Marks; plain: boolean }) {
  const { src, name, marks, plain } = props
  const { t } = useTranslation()
  const canvas = useRef<HTMLCanvasElement>(null)
  const [pixels, setPixels] = useState<ImageData | null>(null)
  const [failed, setFailed] = useState(false)

  useEffect(() => {
    let gone = false
    const image = new Image()
    image.addEventListener('error', () => !gone && setFailed(true))
    image.addEventListener('load', () => {
      const context = canvas.current?.getContext('2d', { willReadFrequently: true })
      if (gone || !context) return
      const { naturalWidth: width, naturalHeight: height } = image
      Object.assign(context.canvas, { width, height })
      context.drawImage(image, 0, 0)
      setPixels(context.getImageData(0, 0, width, height))
    })
    image.src = src
    return () => {
      gone = true
    }
  }, [src])

  useEffect(() => {
    if (!pixels) return
    // Several changes within one frame, as of a brush, are drawn once.
    const frame = requestAnimationFrame(() => {
      const { width, height } = pixels
      const data = new Uint8ClampedArray(pixels.data)
      if (!plain) cover({ data, width, height, channels: 4 }, marks)
      const context = canvas.current?.getContext('2d')
      context?.putImageData(new ImageData(data, width, height), 0, 0)
    })
    return () => cancelAnimationFrame(frame)
  }, [pixels, marks, plain])

  return failed ? (
    <p className="picture-fault" role="alert">
      {t('cover.unseen')}
    </p>
  ) : (
    <canvas ref={canvas} className="cover-picture" role="img" aria-label={name} />
  )
}
