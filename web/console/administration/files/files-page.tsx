import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { kindNames } from '../../../../contract/records/shared.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { useTranslation } from '../../i18n.ts'
import { ListHead } from '../records/list-head.tsx'
import { ExportFile } from './export-file.tsx'
import { ImportFile } from './import-file.tsx'

/** Records out of the province and into it as files, kind by kind. */
export function FilesPage() {
  const { t } = useTranslation('administration')
  const [kind, setKind] = useState<KindName>('features')
  return (
    <section className="list-pane" aria-labelledby="list-title">
      <ListHead slug="tep" canAdd={false}>
        <NativeSelect
          size="xs"
          label={t('files.kind')}
          data={kindNames.map((value) => ({ value, label: t(`kind.${value}`) }))}
          value={kind}
          onChange={({ currentTarget }) => setKind(currentTarget.value as KindName)}
        />
      </ListHead>
      <div className="list-scroll admin-padded files">
        <ExportFile key={`export ${kind}`} kind={kind} />
        <ImportFile key={`import ${kind}`} kind={kind} />
      </div>
    </section>
  )
}
