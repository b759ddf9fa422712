import type { CasePicture, PictureSize } from '../../../contract/pictures.ts'
import { useTranslation } from '../i18n.ts'

export const pictureUrl = (id: string, size: PictureSize) => `/api/pictures/${id}/${size}`

/** The words for a picture that cannot be seen, and for the link to the whole one. */
export function usePictureName() {
  const { t } = useTranslation()
  return (pictures: CasePicture[], index: number) => {
    const { kind } = pictures[index]!
    const alike = pictures.filter((other) => other.kind === kind)
    const number = alike.indexOf(pictures[index]!) + 1
    return t(`picture.${kind}`, { number, count: alike.length })
  }
}
