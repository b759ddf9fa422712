import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CaseView } from '../../../../contract/cases.ts'
import { pictureUrl, usePictureName } from '../pictures.tsx'
import type { ActionForm } from '../use-action-form.ts'

/** Which of a case's pictures everybody will see; none unless somebody has looked and ticked it. */
export function ShownPictures({ form, view }: { form: ActionForm; view: CaseView }) {
  const { t } = useTranslation()
  const nameOf = usePictureName()
  const { pictures } = view
  const chosen = (form.values.pictures as string[] | undefined) ?? []
  if (pictures.length === 0) return null
  return (
    <div className="picture-box" role="group" aria-label={t('picture.choose')}>
      <div>
        <p className="strong">{t('picture.choose')}</p>
        <p className="quiet">{t('picture.chooseHint')}</p>
      </div>
      <ul className="pictures">
        {pictures.map(({ id }, index) => (
          <li key={id}>
            <a href={pictureUrl(id, 'full')} target="_blank" rel="noreferrer">
              <img src={pictureUrl(id, 'thumb')} alt={nameOf(pictures, index)} />
            </a>
            <Checkbox
              label={t('picture.show')}
              aria-label={t('picture.showThis', { picture: nameOf(pictures, index) })}
              checked={chosen.includes(id)}
              onChange={({ currentTarget: { checked } }) =>
                form.set({
                  pictures: checked ? [...chosen, id] : chosen.filter((other) => other !== id),
                })
              }
            />
          </li>
        ))}
      </ul>
    </div>
  )
}
