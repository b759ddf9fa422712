import { Alert, Button } from '@mantine/core'
import type { AnyRecord } from '../../../../contract/records/kinds.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { dateTime } from '../../format.ts'
import { useTranslation } from '../../i18n.ts'
import { Diff } from './diff.tsx'
import type { Refusal } from './use-save.ts'

type Props = {
  kind: KindName
  refusal: Refusal
  mine: AnyRecord
  takeTheirs: (record: AnyRecord) => void
  keepMine: () => void
}

/** Somebody changed the record meanwhile: who, when, both versions, and the choice between them. */
export function Conflict({ kind, refusal, mine, takeTheirs, keepMine }: Props) {
  const { t } = useTranslation('administration')
  const theirs = refusal.record ?? null
  const who = typeof refusal.by === 'string' ? refusal.by : t('console:somebody')
  return (
    <Alert role="alert" className="notice" data-tone="soon">
      <p className="strong">
        {t(theirs ? 'conflict.changed' : 'conflict.removed', {
          who,
          when: refusal.at ? dateTime(refusal.at) : '',
        })}
      </p>
      <p>{t('conflict.more')}</p>
      {theirs && (
        <Diff
          kind={kind}
          before={theirs}
          after={mine}
          heads={[t('conflict.theirs'), t('conflict.mine')]}
        />
      )}
      <div className="panel-buttons">
        {theirs && (
          <Button variant="default" onClick={() => takeTheirs(theirs)}>
            {t('conflict.takeTheirs')}
          </Button>
        )}
        <Button variant="default" onClick={keepMine}>
          {t('conflict.keepMine')}
        </Button>
      </div>
    </Alert>
  )
}
