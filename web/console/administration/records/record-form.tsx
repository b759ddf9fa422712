import { Button, TextInput } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { keyOf, recordKinds } from '../../../../contract/records/kinds.ts'
import type { AnyRecord } from '../../../../contract/records/kinds.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { meQuery } from '../../api.ts'
import { draftKey, dropDraft, readDraft, writeDraft } from '../../drafts.ts'
import { useTranslation } from '../../i18n.ts'
import { Box } from '../form/box.tsx'
import { FormContext } from '../form/context.ts'
import { draftOf, recordOf } from '../form/draft.ts'
import type { Faults } from '../form/draft.ts'
import { fieldsOf } from '../form/shapes.ts'
import { Conflict } from './conflict.tsx'
import { FaultSummary, usePathWords } from './faults.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { WriteError } from './write-error.tsx'
import { refusalOf, serverFaults, useWrite } from './use-save.ts'
import type { Seen } from './use-save.ts'

/** `new`: none yet; `correct`: this period was wrong; `period`: another holds from a day. */
export type Mode = 'new' | 'correct' | 'period'

type Props = {
  kind: KindName
  mode: Mode
  /** The record it begins with: the one to correct, the one before, or what is known of a new one. */
  base: AnyRecord
  /** What was seen of the record to correct. */
  seen?: Seen
  onDone: (record: AnyRecord) => void
  onCancel: () => void
}

/** What a form begins with: a new period has no days yet. */
function beginning(mode: Mode, base: AnyRecord): AnyRecord {
  if (mode !== 'period') return base
  const { validFrom: _, validTo: __, ...rest } = base
  return rest
}

/** The form of a record, drawn from its schema. What is typed outlives errors, conflicts and reloads. */
export function RecordForm({ kind, mode, base, seen, onDone, onCancel }: Props) {
  const { t } = useTranslation('administration')
  const me = useSuspenseQuery(meQuery).data
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const key = draftKey(me.id, 'record', kind, mode === 'new' ? '' : keyOf(kind, base), mode)
  const [start] = useState(() => ({
    fresh: draftOf(kind, beginning(mode, base)),
    kept: readDraft(key) as { draft: AnyRecord; reason: string } | null,
  }))
  const [draft, setDraft] = useState(start.kept?.draft ?? start.fresh)
  const [reason, setReason] = useState(start.kept?.reason ?? '')
  const [restored, setRestored] = useState(start.kept !== null)
  const [own, setOwn] = useState<Faults>({})
  const dirty = useRef(start.kept !== null)
  const [state, setState] = useState(seen?.state ?? null)

  const write = useWrite(kind, ({ record }) => {
    dirty.current = false
    dropDraft(key)
    onDone(record)
  })
  const refused = useMemo(() => serverFaults(write.error), [write.error])
  const faults = useMemo(() => ({ ...refused, ...own }), [refused, own])
  const refusal = refusalOf(write.error)

  useEffect(() => {
    form.current?.scrollIntoView({ block: 'nearest' })
    const boxes = form.current?.querySelectorAll<HTMLElement>('input, textarea, select')
    ;[...(boxes ?? [])]
      .find((box) => !box.matches(':disabled, [type="hidden"]'))
      ?.focus({
        preventScroll: true,
      })
  }, [])

  const keep = (nextDraft: AnyRecord, nextReason: string) => {
    dirty.current = true
    writeDraft(key, { draft: nextDraft, reason: nextReason })
  }
  const change = (name: string, value: unknown) => {
    const next = { ...draft, [name]: value }
    setDraft(next)
    setOwn((was) =>
      Object.fromEntries(
        Object.entries(was).filter(([path]) => path !== name && !path.startsWith(`${name}.`)),
      ),
    )
    keep(next, reason)
  }
  const save = (withState: string | null) => {
    if (write.isPending) return
    const read = recordOf(kind, draft)
    if (mode === 'period' && read.record.validFrom === base.validFrom) {
      read.faults.validFrom ??= 'same_start'
    }
    setOwn(read.faults)
    if (Object.keys(read.faults).length > 0) {
      write.reset()
      return
    }
    write.mutate({ record: read.record, state: withState, reason })
  }
  const startAgain = () => {
    dirty.current = false
    dropDraft(key)
    setDraft(start.fresh)
    setReason('')
    setRestored(false)
    setOwn({})
    write.reset()
  }

  const { key: names, dated } = recordKinds[kind]
  const locked = useMemo(
    () =>
      new Set<string>(
        mode === 'new' ? [] : names.filter((name) => mode === 'correct' || name !== 'validFrom'),
      ),
    [mode, names],
  )
  const fields = useMemo(() => {
    const all = fieldsOf(kind)
    if (mode !== 'period') return all
    // From which day is the first question of a change.
    return [...all].sort(
      (one, other) => Number(other.name === 'validFrom') - Number(one.name === 'validFrom'),
    )
  }, [kind, mode])
  const pathWords = usePathWords(kind)
  const Heading = mode === 'new' ? 'h1' : 'h2'
  const context = useMemo(() => ({ kind, faults, locked, Box }), [kind, faults, locked])

  return (
    <form
      ref={form}
      className="panel record-form"
      aria-labelledby={id}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save(state)
      }}
    >
      <LeaveGuard dirty={dirty} />
      <Heading id={id}>{t(`mode.${mode}.title`, { kind: t(`kind.${kind}`) })}</Heading>
      <p className="quiet">
        {t(dated || mode === 'period' ? `mode.${mode}.more` : `mode.${mode}.moreUndated`)}
      </p>
      {restored && (
        <p className="restored" role="status">
          {t('console:act.restored')}{' '}
          <Button variant="subtle" onClick={startAgain}>
            {t('console:act.discard')}
          </Button>
        </p>
      )}
      <FaultSummary faults={faults} pathWords={pathWords} />
      <FormContext value={context}>
        <div className="box-fields">
          {fields.map((field) => (
            <Box
              key={field.name}
              path={field.name}
              field={field}
              value={draft[field.name]}
              onChange={(value) => change(field.name, value)}
            />
          ))}
        </div>
      </FormContext>
      <TextInput
        label={t('reason')}
        description={t('reasonHint')}
        maxLength={300}
        value={reason}
        onChange={({ currentTarget }) => {
          setReason(currentTarget.value)
          keep(draft, currentTarget.value)
        }}
      />
      {refusal?.reason === 'changed' ? (
        <Conflict
          kind={kind}
          refusal={refusal}
          mine={recordOf(kind, draft).record}
          takeTheirs={(theirs) => {
            dirty.current = false
            dropDraft(key)
            setDraft(draftOf(kind, theirs))
            setState(refusal.state ?? null)
            write.reset()
          }}
          keepMine={() => {
            setState(refusal.state ?? null)
            save(refusal.state ?? null)
          }}
        />
      ) : (
        write.error && Object.keys(refused).length === 0 && <WriteError error={write.error} />
      )}
      <div className="panel-buttons">
        <Button type="submit" loading={write.isPending}>
          {t('save')}
        </Button>
        <Button
          variant="default"
          onClick={() => {
            // What is typed stays as a draft: closing is no loss to ask about.
            dirty.current = false
            onCancel()
          }}
        >
          {t('console:act.close')}
        </Button>
      </div>
    </form>
  )
}
