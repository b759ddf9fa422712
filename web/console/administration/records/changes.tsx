import { Link } from '@tanstack/react-router'
import type { RecordChange } from '../../../../contract/administration.ts'
import type { StaffRole } from '../../../../contract/identity.ts'
import { dateTime } from '../../format.ts'
import { useTranslation } from '../../i18n.ts'
import { slugOf } from '../sections.ts'
import { RecordTitle } from '../title.tsx'
import { Diff, isKind } from './diff.tsx'

/** Who or what changed it: a person by name, else the pack, file or command. */
function useAuthor() {
  const { t } = useTranslation('administration')
  return ({ actor, origin }: Pick<RecordChange, 'actor' | 'origin'>): string => {
    const [from = '', ...rest] = origin.split(' ')
    const name = rest.join(' ')
    const words = t(`origin.${from}`, {
      name: t(`packName.${name}`, { defaultValue: name }),
      defaultValue: origin,
    })
    return actor === null ? words : from === 'console' ? actor : `${actor} (${words})`
  }
}

/** What a change did, in one word. */
function verb({ before, after }: RecordChange): 'added' | 'changed' | 'removed' {
  if (before === null) return 'added'
  return after === null ? 'removed' : 'changed'
}

/** Changes, newest first: who, when, why, and what was before and after. */
export function Changes({ changes, named }: { changes: RecordChange[]; named?: boolean }) {
  const { t } = useTranslation('administration')
  const author = useAuthor()
  return (
    <ol className="plain changes">
      {changes.map((change) => (
        <li key={change.id} className="change">
          <details>
            <summary>
              <span className="change-what">
                <span className="chip" data-tone={verb(change) === 'removed' ? 'soon' : 'waiting'}>
                  {t(`verb.${verb(change)}`)}
                </span>{' '}
                {named && <ChangedThing change={change} />}
                <span className={named ? undefined : 'strong'}>{author(change)}</span>
              </span>
              <time dateTime={change.at} className="quiet">
                {dateTime(change.at)}
              </time>
              {change.reason && <span className="change-reason">{change.reason}</span>}
            </summary>
            <ChangedFields change={change} />
            {named && isKind(change.kind) && (
              <Link
                to="/quan-tri/$section/$code"
                params={{ section: slugOf(change.kind), code: change.code }}
                className="back"
              >
                {t('openRecord')}
              </Link>
            )}
          </details>
        </li>
      ))}
    </ol>
  )
}

function ChangedThing({ change }: { change: RecordChange }) {
  const { t } = useTranslation('administration')
  const kind: string = change.kind
  const state = change.after ?? change.before
  return (
    <>
      {t(`kind.${change.kind}`)}{' '}
      <span className="strong">
        {isKind(kind) && state ? (
          <RecordTitle kind={kind} record={state} />
        ) : (
          String(state?.name ?? change.code)
        )}
      </span>{' '}
      ·{' '}
    </>
  )
}

/** The fields of a record that changed; of people, which are no records, what the log says. */
function ChangedFields({ change }: { change: RecordChange }) {
  const { t } = useTranslation('administration')
  const kind: string = change.kind
  if (isKind(kind)) return <Diff kind={kind} before={change.before} after={change.after} />
  const names = [
    ...new Set([change.before, change.after].flatMap((each) => Object.keys(each ?? {}))),
  ]
  return (
    <dl className="record-facts">
      {names
        .filter(
          (name) => JSON.stringify(change.before?.[name]) !== JSON.stringify(change.after?.[name]),
        )
        .map((name) => (
          <div key={name}>
            <dt>{t(`people.logged.${name}`, { defaultValue: name })}</dt>
            <dd>
              {[change.before, change.after]
                .filter((state) => state !== null)
                .map((state) => (
                  <LoggedValue
                    key={state === change.after ? 'after' : 'before'}
                    value={state[name]}
                  />
                ))
                .flatMap((each, index) => (index > 0 ? [' → ', each] : [each]))}
            </dd>
          </div>
        ))}
    </dl>
  )
}

function LoggedValue({ value }: { value: unknown }) {
  const { t } = useTranslation('administration')
  if (value === null || value === undefined) return <span className="quiet">{t('absent')}</span>
  if (typeof value === 'boolean') return <>{t(value ? 'yes' : 'no')}</>
  if (!Array.isArray(value)) return <>{String(value)}</>
  const words = (value as unknown[]).map((each) => {
    if (typeof each !== 'object' || each === null) return String(each)
    const { role, agency } = each as { role?: StaffRole; agency?: string | null }
    return role ? t(`console:role.${role}`) + (agency ? ` – ${agency}` : '') : JSON.stringify(each)
  })
  return <>{words.join('; ')}</>
}
