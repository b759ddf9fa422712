import { Alert, Button, FileInput, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { newKey } from '../../../../contract/client.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { api } from '../../api.ts'
import { figure } from '../../format.ts'
import { useTranslation } from '../../i18n.ts'
import { errorCode } from '../../ui/states.tsx'
import { useFaultWords } from '../form/context.ts'
import { usePathWords } from '../records/faults.tsx'
import { useRecordsChanged } from '../records/use-save.ts'
import { formatOf, formatsOf } from './formats.ts'
import type { FileFormat } from './formats.ts'

type Result = Awaited<ReturnType<typeof api.importRecords>>
const largest = 19 * 1024 * 1024
const shownFaults = 200

/** A file is read and tried first; what it would do is told, then it is brought in, whole or not at all. */
export function ImportFile({ kind }: { kind: KindName }) {
  const { t } = useTranslation('administration')
  const [file, setFile] = useState<File | null>(null)
  const [chosen, setChosen] = useState<FileFormat>('csv')
  const [reason, setReason] = useState('')
  const [step, setStep] = useState<'reading' | 'checking' | 'writing' | null>(null)
  const text = useRef('')
  const key = useRef('')
  const changed = useRecordsChanged()
  const format = formatOf(file?.name ?? '') ?? chosen
  const isTooBig = file !== null && file.size > largest

  const run = useMutation({
    mutationFn: async (dryRun: boolean): Promise<Result> => {
      if (dryRun) {
        setStep('reading')
        text.current = await file!.text()
        key.current = newKey()
      }
      setStep(dryRun ? 'checking' : 'writing')
      return api.importRecords({
        params: { kind },
        body: { format, text: text.current, dryRun, reason },
        ...(!dryRun && { idempotencyKey: key.current }),
      })
    },
    onSuccess: async (result) => {
      if (result.written) await changed()
    },
    onSettled: () => setStep(null),
  })
  const choose = (next: File | null) => {
    setFile(next)
    run.reset()
  }
  const result = run.data
  const isGood = result && result.faults.length === 0 && !result.written
  return (
    <section className="case-section">
      <h2>{t('files.import')}</h2>
      <p className="quiet">{t('files.importMore')}</p>
      <form
        className="import"
        aria-label={t('files.import')}
        onSubmit={(event) => {
          event.preventDefault()
          if (file && !isTooBig && !run.isPending) run.mutate(true)
        }}
      >
        <FileInput
          label={t('files.file')}
          placeholder={t('files.choose')}
          accept=".csv,.json,.geojson"
          clearable
          clearButtonProps={{ 'aria-label': t('console:act.clear') }}
          value={file}
          onChange={choose}
          error={isTooBig && t('files.tooBig')}
        />
        {file && formatOf(file.name) === null && (
          <NativeSelect
            label={t('files.formatLabel')}
            data={formatsOf(kind).map((value) => ({ value, label: t(`files.format.${value}`) }))}
            value={chosen}
            onChange={({ currentTarget }) => setChosen(currentTarget.value as FileFormat)}
          />
        )}
        <TextInput
          label={t('reason')}
          maxLength={300}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <div className="panel-buttons">
          <Button
            type="submit"
            variant={isGood ? 'default' : 'filled'}
            disabled={!file || isTooBig}
            loading={run.isPending && run.variables}
          >
            {t('files.check')}
          </Button>
          {isGood && result.added + result.changed > 0 && (
            <Button loading={run.isPending} onClick={() => run.mutate(false)}>
              {t('files.write')}
            </Button>
          )}
        </div>
      </form>
      <p role="status" className="quiet">
        {step && t(`files.step.${step}`)}
      </p>
      {run.error && (
        <Alert role="alert" className="notice" data-tone="overdue">
          {t(`common:error.${errorCode(run.error)}`)}
        </Alert>
      )}
      {result && <ImportResult kind={kind} result={result} />}
    </section>
  )
}

/** What an import would do or did, or every bad row with its line. */
function ImportResult({ kind, result }: { kind: KindName; result: Result }) {
  const { t } = useTranslation('administration')
  const words = useFaultWords()
  const pathWords = usePathWords(kind)
  const { added, changed, same, written, faults } = result
  if (faults.length === 0) {
    const key = written ? 'written' : added + changed === 0 ? 'nothing' : 'would'
    return (
      <Alert role="status" className="notice" data-tone={written ? 'done' : 'agency'}>
        {t(`files.${key}`, { added: figure(added), changed: figure(changed), same: figure(same) })}
      </Alert>
    )
  }
  return (
    <>
      <Alert role="alert" className="notice" data-tone="overdue">
        {t('files.faults', { count: faults.length })}
      </Alert>
      <div className="table-scroll" role="region" aria-label={t('files.faultsLabel')} tabIndex={0}>
        <table className="diff">
          <thead>
            <tr>
              <th scope="col">{t('files.line')}</th>
              <th scope="col">{t('diff.field')}</th>
              <th scope="col">{t('files.fault')}</th>
            </tr>
          </thead>
          <tbody>
            {faults.slice(0, shownFaults).map(({ line, path, code }, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- rows have no name but their place
              <tr key={index}>
                <th scope="row" className="figures">
                  {figure(line)}
                </th>
                <td>{path && pathWords(path)}</td>
                <td>{words(code)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {faults.length > shownFaults && (
        <p className="quiet">{t('files.moreFaults', { count: faults.length - shownFaults })}</p>
      )}
    </>
  )
}
