import { Button, SegmentedControl, Select } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { withProvinceWord } from '../../../contract/packs.ts'
import type { AnyRecord } from '../../../contract/records/kinds.ts'
import type { Unit } from '../../../contract/records/places.ts'
import { api } from '../api.ts'
import { language, useTranslation } from '../i18n.ts'
import { Failed, Loading } from '../ui/states.tsx'
import { LeadsBox, ManagerBox } from './change.tsx'
import type { Lead } from './change.tsx'
import { EffectOf } from './effect.tsx'
import { FeatureBox } from './feature-box.tsx'
import { provinceQuery, ruleQuery } from './queries.ts'
import { SubjectBox } from './subject-box.tsx'

type Kind = 'subjects' | 'features'
const spans = [7, 30, 90]

/** A rule as it might be, and what it would have done to the last days' reports; nothing is kept. */
export function TryChange({ subject }: { subject: string | null }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<Kind>('subjects')
  const [codes, setCodes] = useState<Record<Kind, string | null>>({
    subjects: null,
    features: null,
  })
  // What is asked about above is most likely what is to be changed.
  const code = codes[kind] ?? (kind === 'subjects' ? subject : null)
  const choose = (chosen: string) => setCodes({ ...codes, [kind]: chosen })
  const record = useQuery(ruleQuery(kind, code))
  const province = useQuery(provinceQuery)
  return (
    <section className="try-change" aria-labelledby="try-change">
      <h2 id="try-change">{t('routing.try.title')}</h2>
      <p className="quiet">{t('routing.try.lead')}</p>
      <SegmentedControl
        className="try-kind"
        aria-label={t('routing.try.kind')}
        data={[
          { value: 'subjects', label: t('routing.try.subjects') },
          { value: 'features', label: t('routing.try.features') },
        ]}
        value={kind}
        onChange={(value) => setKind(value)}
      />
      {kind === 'subjects' ? (
        <SubjectBox value={code} choose={choose} />
      ) : (
        <FeatureBox value={code} choose={choose} />
      )}
      {code === null ? null : record.isPending || province.isPending ? (
        <Loading rows={3} />
      ) : record.isError ? (
        <Failed error={record.error} retry={() => void record.refetch()} />
      ) : record.data === null ? (
        <p className="quiet">{t('routing.try.gone')}</p>
      ) : (
        <Trial key={`${kind} ${code}`} kind={kind} record={worded(record.data, province.data)} />
      )}
    </section>
  )
}

/** The record with its leads as people read them everywhere: packs leave out the province's word. */
function worded(record: AnyRecord, province: Unit | undefined): AnyRecord {
  if (!record.lead || !province) return record
  const leads = record.lead as Lead[]
  const lead = leads.map(({ when, to }) => ({ when: withProvinceWord(when, province), to }))
  return { ...record, lead }
}

/** The record with its changes, and their effect. */
function Trial({ kind, record }: { kind: Kind; record: AnyRecord }) {
  const { t } = useTranslation()
  const [changes, setChanges] = useState<AnyRecord>({})
  const [days, setDays] = useState(30)
  const wanted = { ...record, ...changes }
  const effect = useMutation({
    mutationFn: () => api.tryRule({ body: { kind, record: wanted, days, language: language() } }),
  })
  // An effect belongs to the change it was asked for.
  const change = (part: AnyRecord) => {
    setChanges({ ...changes, ...part })
    effect.reset()
  }
  const leads = wanted.lead as Lead[]
  const isSame = JSON.stringify(wanted) === JSON.stringify(record)
  const isWhole = kind === 'features' || leads.every(({ when }) => when.trim() !== '')
  return (
    <form
      className="trial"
      onSubmit={(event) => {
        event.preventDefault()
        effect.mutate()
      }}
    >
      {kind === 'subjects' ? (
        <LeadsBox leads={leads} change={(lead) => change({ lead })} />
      ) : (
        <ManagerBox
          isFeature
          label={t('routing.try.manager')}
          value={String(wanted.manager)}
          choose={(manager) => change({ manager })}
        />
      )}
      <div className="trial-ask">
        <Select
          label={t('routing.try.days')}
          data={spans.map((span) => ({
            value: String(span),
            label: t('routing.try.span', { count: span }),
          }))}
          value={String(days)}
          comboboxProps={{ withinPortal: false }}
          allowDeselect={false}
          onChange={(value) => {
            setDays(Number(value))
            effect.reset()
          }}
        />
        <Button type="submit" loading={effect.isPending} disabled={isSame || !isWhole}>
          {t('routing.try.button')}
        </Button>
      </div>
      {isSame && <p className="quiet">{t('routing.try.same')}</p>}
      <div aria-live="polite">
        {effect.isError && <Failed error={effect.error} retry={() => effect.mutate()} />}
        {effect.data && <EffectOf effect={effect.data} days={days} />}
      </div>
      {effect.data && <p className="quiet">{t('routing.try.notKept')}</p>}
    </form>
  )
}
