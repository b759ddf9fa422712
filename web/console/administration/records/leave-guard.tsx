import { Button, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import type { RefObject } from 'react'
import { useTranslation } from '../../i18n.ts'

const isAdding = ({ search }: { search: unknown }) => 'add' in (search as object)

/** Asks before a page with unsaved changes is left. An ended session leaves unasked: the draft is kept. */
export function LeaveGuard({ dirty }: { dirty: RefObject<boolean> }) {
  const { t } = useTranslation('administration')
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      dirty.current &&
      (current.pathname !== next.pathname || isAdding(current) !== isAdding(next)) &&
      !next.pathname.endsWith('/dang-nhap'),
    enableBeforeUnload: () => dirty.current,
    withResolver: true,
  })
  return (
    <Modal
      opened={status === 'blocked'}
      onClose={() => reset?.()}
      title={t('leave.title')}
      withCloseButton={false}
      centered
      // Its lock is an inline style, which the page's policy refuses; the page behind does not scroll.
      lockScroll={false}
    >
      <p>{t('leave.more')}</p>
      <div className="panel-buttons leave-buttons">
        <Button data-autofocus onClick={() => reset?.()}>
          {t('leave.stay')}
        </Button>
        <Button variant="default" onClick={() => proceed?.()}>
          {t('leave.go')}
        </Button>
      </div>
    </Modal>
  )
}
