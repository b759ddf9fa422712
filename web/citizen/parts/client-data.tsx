/** @jsxImportSource preact */
import type { SubjectQuestion } from '../../../contract/report-answers.ts'
import type { Catalogue } from '../page.ts'
import type { View } from '../view.ts'

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

/** What the script itself finds wrong before a step is left. */
const boxFaults = [
  'subject',
  'commune',
  'description',
  'too_long',
  'invalid_phone',
  'invalid_email',
  'contact_needed',
] as const

const ofSteps = [
  'signStill',
  'next',
  'toCheck',
  'edit',
  'none',
  'otherGroups',
  'place',
  'contact',
] as const

/** What the script has to know of a subject. */
export type SubjectFacts = {
  /** Its clock runs day and night: somebody may be in danger. */
  urgent?: true
  /** A telephone number or e-mail address must come with it. */
  contact?: true
  questions?: AskedQuestion[]
}

/** A question as the script asks it; without `options` it is answered in words. */
export type AskedQuestion = {
  code: string
  text: string
  many?: true
  options?: [code: string, words: string][]
}

const askedOf = ({ code, text, type, options }: SubjectQuestion): AskedQuestion => ({
  code,
  text,
  ...(type === 'many' && { many: true }),
  ...(options.length > 0 && { options: options.map((option) => [option.code, option.name]) }),
})

/** What the form's script needs, so that it carries no sentence and no list of its own. */
export function ClientData({
  view,
  catalogue,
  signedIn,
}: {
  view: View
  catalogue: Catalogue
  signedIn: boolean
}) {
  const subjects = Object.fromEntries(
    catalogue.subjects.map((subject): [string, SubjectFacts] => [
      subject.code,
      {
        ...(subject.urgent && { urgent: true }),
        // Who is signed in has a contact already.
        ...(subject.contact === 'required' && !signedIn && { contact: true }),
        ...(subject.questions.length > 0 && { questions: subject.questions.map(askedOf) }),
      },
    ]),
  )
  return (
    <>
      <Json id="texts" value={clientTexts(view)} />
      <Json id="subjects" value={subjects} />
      <Json id="signs" value={catalogue.signs} />
    </>
  )
}

/** Data for the script, in the page. */
export function Json({ id, value }: { id: string; value: unknown }) {
  const json = JSON.stringify(value).replaceAll('<', '\\u003c')
  return <script type="application/json" id={id} dangerouslySetInnerHTML={{ __html: json }} />
}

function clientTexts({ t }: View): Record<string, string> {
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
    'unreachable',
    'choices',
    'noMatches',
    'matches',
    'pictureChoose',
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
  return {
    ...texts,
    ...faults,
    ...lost,
    ...Object.fromEntries(ofSteps.map((key) => [key, t(`report.${key}`)])),
    ...Object.fromEntries(boxFaults.map((code) => [`fault_${code}`, t(`field.${code}`)])),
    pictureCount: t('report.pictureCount', { count: '{{count}}' }),
    consents: t('form.consents'),
    summary: t('field.summary'),
    prefix: t('field.prefix'),
  }
}
