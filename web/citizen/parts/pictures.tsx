/** @jsxImportSource preact */
import type { Picture } from '../../../contract/pictures.ts'
import type { Page } from '../page.ts'
import type { View } from '../view.ts'
import { errorOf, Field } from './form.tsx'

/** The box for pictures. A browser without the script sends the files with the form. */
export function PictureField({
  view,
  page,
}: {
  view: View
  page: Extract<Page, { kind: 'form' }>
}) {
  const { t } = view
  return (
    <div class="picture-field" data-pictures>
      <Field
        view={view}
        id="pictures"
        label={t('form.pictures')}
        hint={t('form.picturesHint')}
        error={errorOf(view, page.refusal, 'pictures')}
      >
        {(tied) => (
          <input
            {...tied}
            name="files"
            type="file"
            multiple
            accept="image/jpeg,image/png,image/webp,image/avif"
          />
        )}
      </Field>
      <ul class="picture-list" data-picture-list>
        {page.pictures.map(({ id, width, height }, index) => (
          <li key={id}>
            <label>
              <input type="checkbox" name="picture" value={id} checked />
              {t('form.pictureKept', { number: index + 1, width, height })}
            </label>
          </li>
        ))}
      </ul>
      <p class="hint" role="status" data-picture-said />
    </div>
  )
}

/** The pictures of a report, small, each a link to the whole one. `own`: on its reporter's page. */
export function PictureList({
  view: { t },
  pictures,
  own = false,
}: {
  view: View
  pictures: Picture[]
  own?: boolean
}) {
  if (pictures.length === 0) return null
  const folder = own ? '/tra-cuu/anh' : '/api/pictures'
  return (
    <ul class="pictures">
      {pictures.map(({ id, kind, width, height, public: open }, index) => (
        <li key={id}>
          <a href={`${folder}/${id}/full`}>
            <img
              src={`${folder}/${id}/thumb`}
              alt={t(`pictures.${kind}`, { number: index + 1, count: pictures.length })}
              {...thumbOf(width, height)}
              loading="lazy"
            />
          </a>
          {own && <span class="hint">{t(open ? 'pictures.public' : 'pictures.private')}</span>}
        </li>
      ))}
    </ul>
  )
}

/** The size a small picture has, so that the page keeps its place for it. */
function thumbOf(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, 320 / Math.max(width, height))
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}
