import type { CaseView } from '../../../contract/cases.ts'
import type { CasePicture } from '../../../contract/pictures.ts'
import { plainDay } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { pictureUrl, usePictureName } from './picture-names.ts'
import './review.css'

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
const listOf = (value: unknown) =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []

/** What the agency's pictures show: how it was, or what became of it. */
function beforeAndAfter({ pictures, log }: CaseView) {
  const before = new Set(log.flatMap(({ input }) => listOf(input.before)))
  const last = log.findLast(({ type }) => type === 'answer')?.input
  const after = new Set(listOf(last?.pictures))
  return {
    before: pictures.filter(({ id, kind }) => kind === 'report' || before.has(id)),
    // Of an answer that was returned and mended, those that it had stay.
    after: pictures.filter(
      ({ id, kind }) => kind === 'answer' && !before.has(id) && (after.size === 0 || after.has(id)),
    ),
  }
}

function Side({ label, view, shown }: { label: string; view: CaseView; shown: CasePicture[] }) {
  const { t } = useTranslation()
  const nameOf = usePictureName()
  return (
    <div className="review-side">
      <h3>{label}</h3>
      {shown.length === 0 && <p className="quiet">{t('review.noPictures')}</p>}
      <ul className="pictures">
        {shown.map((picture) => (
          <li key={picture.id}>
            <a href={pictureUrl(picture.id, 'full')} target="_blank" rel="noreferrer">
              <img
                src={pictureUrl(picture.id, 'thumb')}
                alt={nameOf(view.pictures, view.pictures.indexOf(picture))}
              />
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Whether somebody has an answer to decide on. */
export const isReview = ({ status, abilities }: CaseView): boolean =>
  status === 'awaiting_approval' &&
  abilities.some(({ action, enabled }) => action === 'approve' && enabled)

/**
 * What a head decides on: the question beside the answer, box by box, and the pictures of before
 * beside those of after.
 */
export function Review({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  const answer = view.log.findLast(({ type }) => type === 'answer')
  if (!answer) return null
  const { checked, done, finished, promisedOn } = answer.input
  const { before, after } = beforeAndAfter(view)
  const day = textOf(promisedOn)
  return (
    <section className="case-section review" data-tone="approval">
      <h2>{t('review.title')}</h2>
      <div className="review-sides">
        <div className="review-side">
          <h3>{t('review.asked')}</h3>
          <p className="words">{view.text}</p>
          {view.question && <p className="words">{view.question}</p>}
        </div>
        <div className="review-side">
          <h3>{t('review.answered', { who: answer.actor.name ?? t('somebody') })}</h3>
          <dl className="answers">
            <div>
              <dt>{t('act.checked')}</dt>
              <dd className="words">{textOf(checked)}</dd>
            </div>
            <div>
              <dt>{t('act.didWhat')}</dt>
              <dd className="words">{textOf(done)}</dd>
            </div>
            <div>
              <dt>{t('act.finished')}</dt>
              <dd>
                {finished === true ? t('act.finishedYes') : t('act.finishedNo')}
                {day && ` – ${t('case.promised', { day: plainDay(day) })}`}
              </dd>
            </div>
          </dl>
        </div>
        <Side label={t('proof.before')} view={view} shown={before} />
        <Side label={t('proof.after')} view={view} shown={after} />
      </div>
    </section>
  )
}
