import { Alert, Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { recordKinds } from '../../../../contract/records/kinds.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { api } from '../../api.ts'
import { useTranslation } from '../../i18n.ts'
import { announce } from '../../ui/announce.tsx'
import { DayInput } from '../../ui/day-input.tsx'
import { download } from '../../ui/download.ts'
import { errorCode } from '../../ui/states.tsx'
import { formatsOf } from './formats.ts'
import type { FileFormat } from './formats.ts'

/** All records of a kind, or those of a day, as a file that can be imported again. */
export function ExportFile({ kind }: { kind: KindName }) {
  const { t } = useTranslation('administration')
  const [day, setDay] = useState('')
  const write = useMutation({
    mutationFn: (format: FileFormat) =>
      api.exportRecords({ params: { kind }, query: { format, ...(day && { day }) } }),
    onSuccess: ({ name, type, text }) => {
      download(name, text, type)
      announce(t('files.exported', { name }))
    },
  })
  return (
    <section className="case-section">
      <h2>{t('files.export')}</h2>
      <p className="quiet">{t('files.exportMore')}</p>
      {recordKinds[kind].dated && (
        <DayInput
          className="box-short"
          label={t('files.day')}
          description={t('files.dayHint')}
          value={day}
          onChange={setDay}
        />
      )}
      <div className="panel-buttons">
        {formatsOf(kind).map((format) => (
          <Button
            key={format}
            variant="default"
            loading={write.isPending && write.variables === format}
            disabled={write.isPending}
            onClick={() => write.mutate(format)}
          >
            {t('files.download', { format: t(`files.format.${format}`) })}
          </Button>
        ))}
      </div>
      {write.error && (
        <Alert role="alert" className="notice" data-tone="overdue">
          {t(`common:error.${errorCode(write.error)}`)}
        </Alert>
      )}
    </section>
  )
}
