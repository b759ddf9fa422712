import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CaseView } from '../../../contract/cases.ts'
import type { CasePicture } from '../../../contract/pictures.ts'
import { api, keys, pictureReadsQuery } from '../api.ts'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import { Failed, Loading, errorCode } from '../ui/states.tsx'
import { CoverEditor } from './cover/editor.tsx'
import { pictureUrl, usePictureName } from './picture-names.ts'

/** The pictures of a case: small, each a link to the whole one. */
export function Pictures({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  const nameOf = usePictureName()
  const { pictures, centre } = view
  const [editing, setEditing] = useState<string | null>(null)
  const edited = pictures.findIndex(({ id }) => id === editing)
  if (pictures.length === 0) return null
  return (
    <section className="case-section">
      <h2>{t('picture.title')}</h2>
      <ul className="pictures">
        {pictures.map((picture, index) => (
          <li key={picture.id}>
            <a href={pictureUrl(picture.id, 'full')} target="_blank" rel="noreferrer">
              <img
                src={pictureUrl(picture.id, 'thumb')}
                alt={nameOf(pictures, index)}
                loading="lazy"
              />
            </a>
            <span className="quiet">
              {t(`picture.short.${picture.kind}`)}
              {picture.public && ` · ${t('picture.public')}`}
              {picture.centreOnly && ` · ${t('picture.closed')}`}
            </span>
            {centre && (
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={`${t(picture.copy ? 'cover.again' : 'cover.begin')}: ${nameOf(pictures, index)}`}
                onClick={() => setEditing(picture.id)}
              >
                {t(picture.copy ? 'cover.again' : 'cover.begin')}
              </Button>
            )}
            {centre && picture.kind === 'report' && (
              <Audience caseId={view.id} picture={picture} name={nameOf(pictures, index)} />
            )}
          </li>
        ))}
      </ul>
      {edited >= 0 && (
        <CoverEditor
          key={editing}
          caseId={view.id}
          picture={pictures[edited]!.id}
          name={nameOf(pictures, edited)}
          close={() => setEditing(null)}
        />
      )}
      {centre && pictures.some(({ kind }) => kind === 'report') && <Reads view={view} />}
    </section>
  )
}

/** Closes a citizen's picture to the agency, or opens it again. */
function Audience(props: { caseId: string; picture: CasePicture; name: string }) {
  const { t } = useTranslation()
  const { caseId, picture, name } = props
  const queryClient = useQueryClient()
  const centreOnly = !picture.centreOnly
  const change = useMutation({
    mutationFn: () => api.setPictureAudience({ params: { id: picture.id }, body: { centreOnly } }),
    onSuccess: () => {
      announce(t(centreOnly ? 'picture.nowClosed' : 'picture.nowOpen'))
      void queryClient.invalidateQueries({ queryKey: keys.case(caseId) })
    },
    onError: (error) => announce(t(`common:error.${errorCode(error)}`)),
  })
  const words = t(centreOnly ? 'picture.close' : 'picture.open')
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      loading={change.isPending}
      aria-label={`${words}: ${name}`}
      onClick={() => change.mutate()}
    >
      {words}
    </Button>
  )
}

/** Who saw the citizen's pictures as they were sent. */
function Reads({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  const nameOf = usePictureName()
  const query = useQuery(pictureReadsQuery(view.id))
  if (query.isPending) return <Loading rows={1} />
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  const { reads } = query.data
  if (reads.length === 0) return <p className="quiet">{t('picture.neverRead')}</p>
  return (
    <details className="more-contacts">
      <summary>{t('picture.reads', { count: reads.length })}</summary>
      <ul className="plain reads">
        {reads.map(({ at, by, picture }) => {
          const index = view.pictures.findIndex(({ id }) => id === picture)
          return (
            <li key={`${at} ${by} ${picture}`}>
              <p className="log-line">
                {by ?? t('somebody')}
                <time dateTime={at}>{dateTime(at)}</time>
              </p>
              {index >= 0 && <p className="log-body">{nameOf(view.pictures, index)}</p>}
            </li>
          )
        })}
      </ul>
    </details>
  )
}
