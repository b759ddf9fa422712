/** @jsxImportSource preact */
import type { Page } from '../page.ts'
import { ErrorSummary, errorOf, Field } from '../parts/form.tsx'
import { Document, EmergencyNumbers } from '../parts/layout.tsx'
import { PictureField } from '../parts/pictures.tsx'
import { CommuneOptions, SubjectOptions } from '../parts/options.tsx'
import type { View } from '../view.ts'

type FormPage = Extract<Page, { kind: 'form' }>

export function Form({ view, page }: { view: View; page: FormPage }) {
  const { t } = view
  const { refusal, key } = page
  const title = refusal ? `${t('field.prefix')} ${t('form.title')}` : t('form.title')
  return (
    <Document view={view} head={{ title, open: !refusal }}>
      <div class="column">
        <ErrorSummary view={view} refusal={refusal} />
        <h1>{t('form.title')}</h1>
        <p class="lead">{t('form.lead')}</p>
        <div class="danger">
          <p>{t('form.danger')}</p>
          <EmergencyNumbers view={view} names={false} />
        </div>
        <form
          id="report"
          method="post"
          action="/gui-phan-anh"
          encType="multipart/form-data"
          novalidate
          data-report
          data-fresh={refusal ? undefined : ''}
        >
          <input type="hidden" name="key" value={key} />
          <div class="notice" role="status" data-notice />
          <What view={view} page={page} />
          <PictureField view={view} page={page} />
          <Where view={view} page={page} />
          <Contact view={view} page={page} />
          <Consents view={view} page={page} />
          <p>
            <button
              class="button button-main button-large"
              type="submit"
              data-sending={t('form.sending')}
            >
              {t('form.submit')}
            </button>
          </p>
          <p class="hint">{t('form.afterSubmit')}</p>
        </form>
        <ClientTexts view={view} />
      </div>
    </Document>
  )
}

function What({ view, page }: { view: View; page: FormPage }) {
  const { t } = view
  const { typed, refusal, catalogue } = page
  return (
    <fieldset>
      <legend>{t('form.what')}</legend>
      <Field
        view={view}
        id="subject"
        label={t('form.subject')}
        hint={t('form.subjectHintPlain')}
        error={errorOf(view, refusal, 'subject')}
      >
        {(tied) => (
          <select {...tied} name="subject" data-search={t('form.subjectHint')}>
            <option value="">{t('form.chooseSubject')}</option>
            <SubjectOptions catalogue={catalogue} chosen={typed.subject ?? ''} />
          </select>
        )}
      </Field>
      <Field
        view={view}
        id="description"
        label={t('form.description')}
        hint={t('form.descriptionHint')}
        error={errorOf(view, refusal, 'description')}
      >
        {(tied) => (
          <textarea {...tied} name="description" rows={6} data-count="4000">
            {typed.description ?? ''}
          </textarea>
        )}
      </Field>
    </fieldset>
  )
}

function Where({ view, page }: { view: View; page: FormPage }) {
  const { t } = view
  const { typed, refusal, catalogue } = page
  return (
    <fieldset>
      <legend>{t('form.where')}</legend>
      <PlaceSearch view={view} />
      <Field
        view={view}
        id="commune"
        label={t('form.commune')}
        hint={t('form.communeHint')}
        error={errorOf(view, refusal, 'commune')}
      >
        {(tied) => (
          <select {...tied} name="commune" data-search={t('form.communeHint')}>
            <option value="">{t('form.chooseCommune')}</option>
            <CommuneOptions catalogue={catalogue} chosen={typed.commune ?? ''} />
          </select>
        )}
      </Field>
      <input type="hidden" name="lat" value={typed.lat ?? ''} />
      <input type="hidden" name="lon" value={typed.lon ?? ''} />
      <div class="map-field" hidden data-map>
        <div class="map-buttons">
          <button class="button button-quiet" type="button" data-map-open aria-expanded="false">
            {t('form.map')}
          </button>
          <button class="button button-quiet" type="button" data-map-locate>
            {t('form.locate')}
          </button>
        </div>
        <div class="map-panel" hidden data-map-panel>
          <p class="hint">{t('form.mapHint')}</p>
          <div class="map" data-map-canvas />
        </div>
        <p class="point" role="status" data-map-point />
        <button class="button button-quiet" type="button" hidden data-map-clear>
          {t('form.clearPoint')}
        </button>
      </div>
      <Field
        view={view}
        id="address"
        label={t('form.address')}
        hint={t('form.addressHint')}
        error={errorOf(view, refusal, 'address')}
      >
        {(tied) => (
          <input
            {...tied}
            name="address"
            type="text"
            autoComplete="off"
            value={typed.address ?? ''}
          />
        )}
      </Field>
    </fieldset>
  )
}

/** A help that only a script can give; without one it stays hidden. */
function PlaceSearch({ view: { t } }: { view: View }) {
  return (
    <div class="field place-search" hidden data-place-search>
      <label for="place">{t('form.place')}</label>
      <p class="hint" id="place-hint">
        {t('form.placeHint')}
      </p>
      <div class="combobox">
        <input
          id="place"
          type="text"
          aria-describedby="place-hint"
          placeholder={t('form.placeExample')}
        />
      </div>
      <p class="hint" role="status" data-place-said />
    </div>
  )
}

const contactBoxes = {
  name: { type: 'text', autoComplete: 'name' },
  phone: { type: 'tel', autoComplete: 'tel' },
  email: { type: 'email', autoComplete: 'email' },
} as const

function Contact({ view, page }: { view: View; page: FormPage }) {
  const { t } = view
  const { typed, refusal } = page
  const box = (name: keyof typeof contactBoxes, hint?: string) => (
    <Field
      view={view}
      id={name}
      label={t(`form.${name}`)}
      {...(hint && { hint })}
      error={errorOf(view, refusal, name)}
    >
      {(tied) => <input {...tied} {...contactBoxes[name]} name={name} value={typed[name] ?? ''} />}
    </Field>
  )
  return (
    <fieldset>
      <legend>{t('form.contact')}</legend>
      <p class="privacy">{t('form.privacy')}</p>
      <p class="hint">
        {page.signedIn ? (
          t('form.signedIn')
        ) : (
          <>
            {t('form.signInHint')} <a href="/dang-nhap">{t('signIn.title')}</a>
          </>
        )}
      </p>
      {box('name')}
      {box('phone', t('form.phoneHint'))}
      {box('email')}
    </fieldset>
  )
}

/** One box for each purpose that rests on consent; none is ticked for anybody. */
function Consents({ view, page }: { view: View; page: FormPage }) {
  const { t } = view
  const { catalogue, typed } = page
  if (catalogue.consents.length === 0) return null
  // Which words were read: their version and language.
  const read = (version: string) => `${version} ${view.language}`
  return (
    <fieldset id="consents">
      <legend>{t('form.consents')}</legend>
      <p class="privacy">{t('form.consentsHint')}</p>
      <div class="consents">
        {catalogue.consents.map(({ code, text, version }) => (
          <label class="choice" key={code}>
            <input
              type="checkbox"
              name={`consent.${code}`}
              value={read(version)}
              checked={typed[`consent.${code}`] === read(version)}
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** What may be wrong with a picture, by the codes of the contract. */
const pictureFaults = [
  'empty_file',
  'not_a_picture',
  'heic_unsupported',
  'picture_too_large',
  'picture_too_many_pixels',
  'picture_broken',
  'too_many_pictures',
  'other',
] as const

/** The sentences the script needs, so that it carries none of its own. */
function ClientTexts({ view: { t } }: { view: View }) {
  const keys = [
    'count',
    'left',
    'over',
    'placeNone',
    'placeFailed',
    'placeFilled',
    'placeFilledPoint',
    'placeDivided',
    'map',
    'mapClose',
    'mapLabel',
    'mapFailed',
    'zoomIn',
    'zoomOut',
    'mapSources',
    'asking',
    'point',
    'pointNear',
    'pointAlone',
    'pointShort',
    'accuracy',
    'outside',
    'locating',
    'locate_denied',
    'locate_unavailable',
    'locate_late',
    'draft',
    'dropDraft',
    'offline',
    'unreachable',
    'choices',
    'noMatches',
    'matches',
    'pictureNumber',
    'pictureRemove',
    'pictureSending',
    'pictureDone',
    'pictureWaiting',
    'pictureRetry',
    'pictureAt',
    'pictureUse',
  ] as const
  // Blanks stay blanks: the script fills them.
  const texts = Object.fromEntries(
    keys.map((key) => [
      key,
      t(`form.${key}`, {
        count: '{{count}}',
        lat: '{{lat}}',
        lon: '{{lon}}',
        commune: '{{commune}}',
        name: '{{name}}',
        metres: '{{metres}}',
        number: '{{number}}',
        percent: '{{percent}}',
      }),
    ]),
  )
  const faults = Object.fromEntries(
    pictureFaults.map((code) => [`fault_${code}`, t(`field.${code}`)]),
  )
  const lost = {
    fault_lost: t('form.pictureLost'),
    fault_too_many_requests: t('form.pictureMany'),
  }
  const json = JSON.stringify({ ...texts, ...faults, ...lost }).replaceAll('<', '\\u003c')
  return <script type="application/json" id="texts" dangerouslySetInnerHTML={{ __html: json }} />
}
