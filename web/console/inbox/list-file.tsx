import { Button, Menu } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { listFormats } from '../../../contract/case-list.ts'
import type { ListFormat } from '../../../contract/case-list.ts'
import type { Box } from '../../../contract/cases.ts'
import { api } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import { keepFile } from '../ui/download.ts'
import { Icon } from '../ui/icons.tsx'
import { errorCode } from '../ui/states.tsx'
import { queryOf } from './address.ts'

/** The list to take home: as a workbook, as CSV, on paper. */
export function ListFile({ box }: { box: Box }) {
  const { t } = useTranslation()
  const search = useSearch({ from: '/desk' })
  const save = useMutation({
    mutationFn: (format: ListFormat) =>
      api.exportCases({ query: { ...queryOf(search), box, format } }),
    onSuccess: ({ name, body }) => {
      keepFile(name, body as Blob)
      announce(t('listFile.saved', { name }))
    },
    onError: (error) => announce(t(`common:error.${errorCode(error)}`)),
  })
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button
          variant="default"
          className="list-file"
          loading={save.isPending}
          aria-label={t('listFile.more')}
        >
          <Icon name="more" />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {listFormats.map((format) => (
          <Menu.Item key={format} onClick={() => save.mutate(format)}>
            {t(`listFile.${format}`)}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => print()}>{t('listFile.print')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
