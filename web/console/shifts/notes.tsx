import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { inGroups } from '../../../contract/codes.ts'
import type { ShiftNote } from '../../../contract/shifts.ts'
import { api, keys } from '../api.ts'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import { focusIfLost } from '../ui/keep-focus.ts'
import { errorCode } from '../ui/states.tsx'

type Settling = { id: string; section: Element | null }

/** What was written into the book; what is open can be settled. */
export function Notes({ notes, closed = false }: { notes: ShiftNote[]; closed?: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const settle = useMutation({
    mutationFn: ({ id }: Settling) => api.settleShiftNote({ params: { id } }),
    onSuccess: () => announce(t('shift.nowSettled')),
    onError: (error) => announce(t(`common:error.${errorCode(error)}`)),
    onSettled: async (_done, _error, { section }) => {
      await client.invalidateQueries({ queryKey: keys.shifts })
      // What is settled has no button any more.
      focusIfLost(() => section?.querySelector('h2'))
    },
  })
  return (
    <ul className="plain shift-notes">
      {notes.map((note) => (
        <li key={note.id} data-settled={note.settled !== null || undefined}>
          <p>
            <span className="shift-kind">{t(`shift.kind.${note.kind}`)}</span>{' '}
            <span className="shift-words">{note.text}</span>
          </p>
          <p className="quiet">
            {note.by.name}, {dateTime(note.at)}
            {note.about && (
              <>
                {' · '}
                <Link to="/phan-anh/$id" params={{ id: note.about.id }} className="user-link">
                  {inGroups(note.about.number)}
                </Link>
              </>
            )}
            {note.settled &&
              ` · ${t('shift.settled', { who: note.settled.by.name, when: dateTime(note.settled.at) })}`}
          </p>
          {!note.settled && !closed && (
            <Button
              size="compact-xs"
              variant="default"
              className="shift-settle"
              loading={settle.isPending && settle.variables.id === note.id}
              onClick={({ currentTarget }) =>
                settle.mutate({ id: note.id, section: currentTarget.closest('section') })
              }
            >
              {t('shift.settle')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
