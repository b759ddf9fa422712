import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import type { CaseView } from '../../../../contract/cases.ts'
import { useTranslation } from '../../i18n.ts'
import { CoverEditor } from '../cover/editor.tsx'
import { pictureUrl, usePictureName } from '../picture-names.ts'
import type { FormBoxes } from '../use-action-form.ts'

/**
 * Which of a case's pictures everybody will see; none unless somebody has looked and ticked it. What
 * they will see is the copy that was approved: a picture without one is worked on first.
 */
export function ShownPictures({ form, view }: { form: FormBoxes; view: CaseView }) {
  const { t } = useTranslation()
  const nameOf = usePictureName()
  const [editing, setEditing] = useState<string | null>(null)
  const { pictures } = view
  const edited = pictures.findIndex(({ id }) => id === editing)
  const agreed = view.centre?.consents.some(
    ({ code, withdrawnAt }) => code === 'pictures' && withdrawnAt === null,
  )
  const chosen = (form.values.pictures as string[] | undefined) ?? []
  const wrong = form.wrong('pictures')
  const choose = (id: string) =>
    form.set(({ pictures: now }) => ({
      pictures: [...((now as string[] | undefined) ?? []).filter((other) => other !== id), id],
    }))
  if (pictures.length === 0) return null
  return (
    <div className="picture-box" role="group" aria-label={t('picture.choose')}>
      <div>
        <p className="strong">{t('picture.choose')}</p>
        <p className="quiet">{t('picture.chooseHint')}</p>
        {!agreed && pictures.some(({ kind }) => kind === 'report') && (
          <p className="quiet">{t('picture.noConsent')}</p>
        )}
        {wrong && (
          <p className="picture-fault" role="alert">
            {t(`common:field.${wrong}`)}
          </p>
        )}
      </div>
      <ul className="pictures">
        {pictures.map(({ id, kind, copy }, index) => (
          <li key={id}>
            <a href={pictureUrl(copy ?? id, 'full')} target="_blank" rel="noreferrer">
              <img src={pictureUrl(copy ?? id, 'thumb')} alt={nameOf(pictures, index)} />
            </a>
            <Checkbox
              label={t('picture.show')}
              disabled={kind === 'report' && !agreed}
              aria-label={t('picture.showThis', { picture: nameOf(pictures, index) })}
              checked={chosen.includes(id)}
              onChange={({ currentTarget: { checked } }) => {
                if (!checked) form.set({ pictures: chosen.filter((other) => other !== id) })
                else if (copy) choose(id)
                else setEditing(id)
              }}
            />
            <span className="quiet">{t(copy ? 'cover.isApproved' : 'cover.isNot')}</span>
            <Button
              variant="subtle"
              size="compact-sm"
              aria-label={`${t(copy ? 'cover.again' : 'cover.begin')}: ${nameOf(pictures, index)}`}
              onClick={() => setEditing(id)}
            >
              {t(copy ? 'cover.again' : 'cover.begin')}
            </Button>
          </li>
        ))}
      </ul>
      {edited >= 0 && (
        <CoverEditor
          key={editing}
          caseId={view.id}
          picture={pictures[edited]!.id}
          name={nameOf(pictures, edited)}
          close={() => setEditing(null)}
          onApproved={() => choose(editing!)}
        />
      )}
    </div>
  )
}
