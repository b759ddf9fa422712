import { Button } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useLocation, useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { CaseView } from '../../../contract/cases.ts'
import { inGroups } from '../../../contract/codes.ts'
import { isOpen } from '../../../contract/case-types.ts'
import type { ActionType } from '../../../contract/case-types.ts'
import { caseQuery, meQuery } from '../api.ts'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { Failed, Loading } from '../ui/states.tsx'
import { StatusChip } from '../ui/status-chip.tsx'
import { TimeLeft } from '../ui/time-left.tsx'
import { CaseSnooze } from '../inbox/snooze-menu.tsx'
import { ActionBar } from './action-bar.tsx'
import { ActionPanel } from './action-panel.tsx'
import { partOf } from './actions/index.ts'
import { MacroPanel } from '../macros/macro-panel.tsx'
import { useMacrosFor } from '../macros/offered.ts'
import { PresenceOf } from '../presence/presence-of.tsx'
import { usePresence } from '../presence/use-presence.ts'
import { AgencyCard } from './agency-card.tsx'
import { Answers } from './answers.tsx'
import { CentrePanel } from './centre-panel.tsx'
import { draftKey, writeDraft } from '../drafts.ts'
import type { ActionDraft, Values } from './drafts.ts'
import { Log } from './log.tsx'
import { Near } from './near.tsx'
import { Outcome } from './outcome.tsx'
import { Pictures } from './pictures.tsx'
import { Place } from './place.tsx'
import { Review, isReview } from './review.tsx'
import { Standing } from './standing.tsx'
import { SeenNotice } from '../waiting/seen-notice.tsx'
import { afterWaiting, useAhead } from '../waiting/after-waiting.ts'
import { WaitingList } from '../waiting/waiting-list.tsx'
import { Together } from './together.tsx'

function BackLink() {
  const { t } = useTranslation()
  return (
    <Link to="/" search={(previous) => previous} className="back">
      <Icon name="back" />
      {t('case.back')}
    </Link>
  )
}

/** Number, status, deadline, and whose it is. */
function Head({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  return (
    <header className="case-head">
      <div className="case-title">
        <h1 tabIndex={-1}>{inGroups(view.number)}</h1>
        <StatusChip status={view.status} reopenings={view.reopenings} />
        <span className="case-tools">
          <CaseSnooze id={view.id} until={view.snoozedUntil} />
          <Button
            variant="subtle"
            className="case-print"
            leftSection={<Icon name="print" />}
            onClick={() => print()}
          >
            {t('case.print')}
          </Button>
        </span>
      </div>
      <p className="case-subject">{view.subject.name}</p>
      <p className="case-times">
        <TimeLeft row={view} full />
        <span className="quiet">{t('case.sentAt', { when: dateTime(view.submittedAt) })}</span>
      </p>
      <p className="quiet">
        {view.type === 'field_report' && (view.agency?.name ?? t('noAgency'))}
        {view.officer && <> · {t('case.officer', { name: view.officer.name })}</>}
        {view.followers > 0 && <> · {t('case.followers', { count: view.followers })}</>}
      </p>
    </header>
  )
}

const wordsTitle = ({ type, centre }: CaseView) =>
  type === 'personal_data' ? 'case.request' : centre ? 'case.words' : 'case.text'

/** The action that makes one case of two, where the case type has it. */
const isMerge = (action: string) => action === 'merge'

function Case({ view: seen }: { view: CaseView }) {
  const { t } = useTranslation()
  const me = useSuspenseQuery(meQuery).data
  const ahead = useAhead(me, seen)
  const view = afterWaiting(seen, ahead.types, ahead.roles)
  // Who comes from what waits to be sent goes on with it.
  const asked = useLocation().state as { open?: ActionType }
  const [action, setAction] = useState<ActionType | null>(asked.open ?? null)
  const [macro, setMacro] = useState<{ start: string | null } | null>(null)
  const macros = useMacrosFor(me, view)
  usePresence(view.id, action !== null || macro !== null)
  const article = useRef<HTMLElement>(null)
  // Nobody calls their own agency.
  const isOwn = me.roles.some(({ agency }) => agency && agency.code === view.agency?.code)
  const merging = view.abilities.find(({ action, enabled }) => enabled && isMerge(action)) ?? null
  const open = (type: ActionType) => {
    setMacro(null)
    setAction(type)
  }
  /** Opens a form that begins with this, whatever was typed there before. */
  const openWith = (type: ActionType, values: Values) => {
    writeDraft(draftKey(me.id, view.id, type), { values, begun: true } satisfies ActionDraft)
    open(type)
  }
  const head = () => article.current?.querySelector<HTMLElement>('h1')
  const focusHead = () => head()?.focus()

  useEffect(() => {
    document.title = `${inGroups(view.number)} – ${t('common:product')}`
    focusHead()
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each case
  }, [])

  return (
    <article className="case" ref={article}>
      <BackLink />
      <Head view={view} />
      <PresenceOf id={view.id} />
      <SeenNotice />
      <WaitingList person={me.id} caseId={view.id} open={open} />
      <ActionBar
        view={view}
        me={me}
        head={head}
        current={macro ? 'macro' : action}
        open={open}
        macros={macros}
        openMacro={(start) => {
          setAction(null)
          setMacro({ start })
        }}
      />
      {macro && (
        <MacroPanel
          key={macro.start}
          view={view}
          macros={macros}
          start={macro.start}
          close={() => {
            setMacro(null)
            focusHead()
          }}
        />
      )}
      {action && (
        <ActionPanel
          key={action}
          view={view}
          type={action}
          part={partOf(action)}
          me={me}
          close={() => {
            setAction(null)
            focusHead()
          }}
        />
      )}
      <div className="case-columns">
        <div className="case-main">
          <Standing view={view} />
          {isReview(view) && <Review view={view} />}
          {!isReview(view) && (
            <section className="case-section">
              <h2>{t(wordsTitle(view))}</h2>
              <p className="words">{view.text}</p>
            </section>
          )}
          <Together view={view} />
          <Answers answers={view.answers} />
          <Near view={view} merge={merging && ((number) => openWith(merging.action, { number }))} />
          <Pictures view={view} />
          {!isReview(view) && <Outcome view={view} />}
          {view.type === 'field_report' && <Place view={view} />}
          {view.centre && <CentrePanel view={view} centre={view.centre} />}
        </div>
        <div className="case-main">
          {view.agency && isOpen(view.status) && !isOwn && <AgencyCard code={view.agency.code} />}
          <section className="case-section case-log">
            <h2>{t('case.log')}</h2>
            <Log view={view} />
          </section>
        </div>
      </div>
    </article>
  )
}

/** One case: beside the list on a desktop, a page of its own on a phone. */
export function CasePage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/desk/phan-anh/$id' })
  const query = useQuery(caseQuery(id))
  return (
    <section className="case-pane" aria-label={t('case.label')}>
      {query.data ? (
        <Case key={id} view={query.data} />
      ) : query.isPending ? (
        <Loading rows={8} />
      ) : (
        <div className="case">
          <BackLink />
          <Failed error={query.error} retry={() => void query.refetch()} />
        </div>
      )}
    </section>
  )
}
