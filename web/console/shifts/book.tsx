import { Button, NativeSelect, TextInput, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../../../contract/client.ts'
import { noteKinds } from '../../../contract/shifts.ts'
import type { NoteKind, Shift } from '../../../contract/shifts.ts'
import { api, keys } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import { Loading, errorCode } from '../ui/states.tsx'
import { Notes } from './notes.tsx'
import { shiftQuery } from './queries.ts'

const empty = { kind: 'message' as NoteKind, text: '', about: '' }

/** The book of the running shift: what is to be known, written while it happens. */
export function Book({ shift }: { shift: Shift }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const book = useQuery(shiftQuery(shift.id))
  const [typed, setTyped] = useState(empty)
  const write = useMutation({
    mutationFn: () => api.writeShiftNote({ body: { ...typed, about: typed.about || undefined } }),
    onSuccess: () => {
      setTyped(empty)
      announce(t('shift.written'))
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.shifts }),
  })
  const fault = (path: string) => {
    const fields = write.error instanceof ApiError ? write.error.body?.error.fields : undefined
    const code = fields?.find((field) => field.path === path)?.code
    return code ? t(`common:field.${code}`) : undefined
  }
  const isElse = write.isError && errorCode(write.error) !== 'invalid_input'
  return (
    <section className="shift-panel" aria-labelledby="shift-book">
      <h2 id="shift-book" tabIndex={-1}>
        {t('shift.book')}
      </h2>
      {book.data?.notes.length === 0 && <p className="quiet">{t('shift.emptyBook')}</p>}
      {book.isPending && <Loading rows={2} />}
      {book.data && <Notes notes={book.data.notes} />}
      <form
        className="shift-form"
        aria-label={t('shift.write')}
        onSubmit={(event) => {
          event.preventDefault()
          write.mutate()
        }}
      >
        <NativeSelect
          label={t('shift.kindLabel')}
          value={typed.kind}
          data={noteKinds.map((value) => ({ value, label: t(`shift.kind.${value}`) }))}
          onChange={({ currentTarget: { value } }) =>
            setTyped({ ...typed, kind: value as NoteKind })
          }
        />
        <TextInput
          label={t('shift.about')}
          inputMode="numeric"
          value={typed.about}
          error={fault('about')}
          onChange={({ currentTarget: { value } }) => setTyped({ ...typed, about: value })}
        />
        <Textarea
          className="shift-wide"
          label={t('shift.text')}
          autosize
          minRows={2}
          value={typed.text}
          error={fault('text')}
          onChange={({ currentTarget: { value } }) => setTyped({ ...typed, text: value })}
        />
        <Button type="submit" variant="default" loading={write.isPending}>
          {t('shift.write')}
        </Button>
      </form>
      {isElse && (
        <p className="notice-line" data-tone="overdue" role="alert">
          {t(`common:error.${errorCode(write.error)}`)}
        </p>
      )}
    </section>
  )
}
