import { useTranslation } from 'react-i18next'
import type { CaseView } from '../../../contract/cases.ts'
import type { Picture, PictureSize } from '../../../contract/pictures.ts'

export const pictureUrl = (id: string, size: PictureSize) => `/api/pictures/${id}/${size}`

/** The words for a picture that cannot be seen, and for the link to the whole one. */
export function usePictureName() {
  const { t } = useTranslation()
  return (pictures: Picture[], index: number) => {
    const { kind } = pictures[index]!
    const alike = pictures.filter((other) => other.kind === kind)
    const number = alike.indexOf(pictures[index]!) + 1
    return t(`picture.${kind}`, { number, count: alike.length })
  }
}

/** The pictures of a case: small, each a link to the whole one. */
export function Pictures({ view: { pictures } }: { view: CaseView }) {
  const { t } = useTranslation()
  const nameOf = usePictureName()
  if (pictures.length === 0) return null
  return (
    <section className="case-section">
      <h2>{t('picture.title')}</h2>
      <ul className="pictures">
        {pictures.map(({ id, kind, public: open }, index) => (
          <li key={id}>
            <a href={pictureUrl(id, 'full')} target="_blank" rel="noreferrer">
              <img src={pictureUrl(id, 'thumb')} alt={nameOf(pictures, index)} loading="lazy" />
            </a>
            <span className="quiet">
              {t(`picture.short.${kind}`)}
              {open && ` · ${t('picture.public')}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
