/** @jsxImportSource preact */
import { errorOf, Field } from '../parts/form.tsx'
import { GroupIcon } from '../parts/group-icon.tsx'
import { EmergencyNumbers } from '../parts/layout.tsx'
import { CommuneOptions, SubjectOptions } from '../parts/options.tsx'
import type { View } from '../view.ts'
import type { FormPage } from './form.tsx'

/** The subject: a list to choose from; with a script also to search in, and tiles to tap. */
export function Subject({ view, page }: { view: View; page: FormPage }) {
  const { t } = view
  const { typed, refusal, catalogue } = page
  return (
    <>
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
      <div hidden data-tiles>
        <p class="tiles-title" id="tiles-title">
          {t('report.tiles')}
        </p>
        <ul class="tiles" aria-labelledby="tiles-title" data-tile-groups>
          {catalogue.groups.map(({ code, name, icon }) => (
            <li key={code}>
              <button class="tile" type="button" data-group={name}>
                <GroupIcon name={icon} />
                {name}
              </button>
            </li>
          ))}
        </ul>
      </div>
      <div aria-live="polite">
        <div class="danger danger-now" hidden data-urgent>
          <h3>{t('report.dangerQuestion')}</h3>
          <p>{t('report.dangerLead')}</p>
          <EmergencyNumbers view={view} names />
        </div>
      </div>
    </>
  )
}

/** What happened, in the reporter's own words. */
export function Description({ view, page }: { view: View; page: FormPage }) {
  const { t } = view
  return (
    <Field
      view={view}
      id="description"
      label={t('form.description')}
      hint={t('form.descriptionHint')}
      error={errorOf(view, page.refusal, 'description')}
    >
      {(tied) => (
        <textarea {...tied} name="description" rows={6} data-count="4000">
          {page.typed.description ?? ''}
        </textarea>
      )}
    </Field>
  )
}

/** The commune, and what tells the place more exactly. */
export function Where({ view, page }: { view: View; page: FormPage }) {
  const { t } = view
  const { typed, refusal, catalogue } = page
  return (
    <>
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
    </>
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

/** How the centre may reach who reports. */
export function Contact({ view, page }: { view: View; page: FormPage }) {
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
    <>
      <p class="privacy">{t('form.privacy')}</p>
      <ContactNeed view={view} page={page} />
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
    </>
  )
}

/** Whether a contact must be left: with a script for the subject chosen, else for which it is so. */
function ContactNeed({ view: { t }, page }: { view: View; page: FormPage }) {
  const subjects = page.catalogue.subjects.filter(({ contact }) => contact === 'required')
  if (page.signedIn) return null
  return (
    <>
      <p data-contact-optional>{t('report.contactOptional')}</p>
      {subjects.length > 0 && (
        <div class="hint" data-contact-plain>
          {t('report.contactSubjects')}
          <ul>
            {subjects.map(({ code, name }) => (
              <li key={code}>{name}</li>
            ))}
          </ul>
        </div>
      )}
      <p class="strong" hidden data-contact-needed>
        {t('report.contactNeeded')}
      </p>
    </>
  )
}

/** One box for each purpose that rests on consent; none is ticked for anybody. */
export function Consents({ view, page }: { view: View; page: FormPage }) {
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
