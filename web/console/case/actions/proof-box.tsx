import type { CaseView } from '../../../../contract/cases.ts'
import { useTranslation } from '../../i18n.ts'
import { pictureUrl, usePictureName } from '../picture-names.ts'
import type { FormBoxes } from '../use-action-form.ts'
import { PictureBox } from './picture-box.tsx'

/** The fourth box of an answer: what it looked like, to be taken again from there, and what now. */
export function ProofBox({ form, view }: { form: FormBoxes; view: CaseView }) {
  const { t } = useTranslation()
  const nameOf = usePictureName()
  const shown = view.pictures.filter(({ kind }) => kind === 'report')
  return (
    <fieldset className="proofs">
      <legend>{t('proof.title')}</legend>
      <p className="quiet">{t('picture.proofHint')}</p>
      {shown.length > 0 && (
        <div>
          <p className="quiet">{t('proof.reported')}</p>
          <ul className="pictures proofs-before">
            {shown.map((picture) => (
              <li key={picture.id}>
                <img
                  src={pictureUrl(picture.id, 'thumb')}
                  alt={nameOf(view.pictures, view.pictures.indexOf(picture))}
                />
              </li>
            ))}
          </ul>
        </div>
      )}
      <PictureBox form={form} name="before" label={t('proof.before')} />
      <PictureBox
        form={form}
        name="pictures"
        label={t('proof.after')}
        hint={t('proof.afterHint')}
      />
    </fieldset>
  )
}
