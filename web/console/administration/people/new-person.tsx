import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { newKey } from '../../../../contract/client.ts'
import { api } from '../../api.ts'
import { useTranslation } from '../../i18n.ts'
import { keys } from '../queries.ts'
import { BackToList } from '../records/record-page.tsx'
import { listSearch } from '../search.ts'
import { OnePassword } from './password.tsx'
import { PersonForm } from './person-form.tsx'
import type { PersonValues } from './person-form.tsx'

const nobody: PersonValues = {
  name: '',
  email: '',
  grants: [{ role: 'officer', agency: '', areas: null }],
}

/** A new account; afterwards its first password, once. */
export function NewPerson() {
  const { t } = useTranslation('administration')
  const navigate = useNavigate()
  const client = useQueryClient()
  const search = useSearch({ from: '/quan-tri' })
  const sent = useRef({ content: '', key: '' })
  const add = useMutation({
    mutationFn: (body: PersonValues) => {
      const content = JSON.stringify(body)
      if (sent.current.content !== content) sent.current = { content, key: newKey() }
      return api.addPerson({ body, idempotencyKey: sent.current.key })
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.people }),
  })
  return (
    <section className="case-pane" aria-label={t('recordLabel')}>
      <div className="case record">
        <BackToList slug="nguoi-dung" />
        {add.data ? (
          <>
            <h1>{add.data.person.name}</h1>
            <OnePassword name={add.data.person.name} password={add.data.password} />
            <Link
              to="/quan-tri/$section/$code"
              params={{ section: 'nguoi-dung', code: add.data.person.id }}
              search={listSearch(search)}
            >
              {t('people.open')}
            </Link>
          </>
        ) : (
          <PersonForm
            title={t('people.new')}
            button={t('people.add')}
            initial={nobody}
            emailFixed={false}
            busy={add.isPending}
            error={add.error}
            onSave={(values) => add.mutate(values)}
            onCancel={() =>
              void navigate({
                to: '/quan-tri/$section',
                params: { section: 'nguoi-dung' },
                search: listSearch(search),
              })
            }
          />
        )}
      </div>
    </section>
  )
}
