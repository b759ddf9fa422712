import { Button, FileButton } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { newKey } from '../../../../contract/client.ts'
import { maxPictures, pictureBytes } from '../../../../contract/pictures.ts'
import { upload } from '../../../ui/upload.ts'
import type { Values } from '../drafts.ts'
import type { ActionForm } from '../use-action-form.ts'

/** One that is not, or not yet, among the form's pictures; `again` sends it once more. */
type Pending = {
  key: string
  url: string
  /** How much has gone, of 100. */
  percent: number
  fault: string | null
  again: (() => void) | null
}

const picturesIn = (values: Values) => (values.pictures as string[] | undefined) ?? []

/** Nothing is sent while a picture is on its way: a fault of the box. */
export const picturesUnderWay = ({ uploading }: Values): Record<string, string> =>
  uploading ? { pictures: 'picture_under_way' } : {}

/** The words for what went wrong with a picture, among `field.<code>` and `error.<code>`. */
const wordsOf = (fault: string) =>
  fault === 'lost'
    ? 'error.offline'
    : fault === 'too_many_requests'
      ? 'error.too_many_requests'
      : `field.${fault}`

/** Pictures that go with an action: sent as soon as they are chosen, named when the form is sent. */
export function PictureBox({
  form,
  label,
  hint,
}: {
  form: ActionForm
  label: string
  hint: string
}) {
  const { t } = useTranslation('common')
  const [pending, setPending] = useState<Pending[]>([])
  /** Those sent from this window, by id. */
  const [previews, setPreviews] = useState<Record<string, string>>({})
  const named = picturesIn(form.values)
  const wrong = form.wrong('pictures')
  const busy = pending.some(({ fault }) => fault === null)

  // An answer does not go without a picture that is still on its way; see `check` of its form.
  useEffect(() => {
    if (Boolean(form.values.uploading) !== busy) form.set({ uploading: busy })
  })
  const drop = (key: string) => setPending((all) => all.filter((one) => one.key !== key))

  /** Each box has its allowance of pictures; what was begun goes on where it was cut off. */
  const draft = useRef(newKey())
  const begun = useRef(new Map<string, string>())
  const stops = useRef(new Map<string, AbortController>())
  useEffect(() => {
    const all = stops.current
    return () => all.forEach((stop) => stop.abort())
  }, [])

  async function send(file: File, key: string, url: string): Promise<void> {
    const place = (patch: Partial<Pending>) =>
      setPending((all) => [
        ...all.filter((one) => one.key !== key),
        { key, url, percent: 0, fault: null, again: null, ...patch },
      ])
    place({})
    if (file.size > pictureBytes) return place({ fault: 'field.picture_too_large' })
    const stop = new AbortController()
    stops.current.set(key, stop)
    const sent = await upload(file, {
      draft: draft.current,
      id: begun.current.get(key),
      begun: (id) => begun.current.set(key, id),
      progress: (percent) =>
        setPending((all) => all.map((one) => (one.key === key ? { ...one, percent } : one))),
      signal: stop.signal,
    })
    if (stop.signal.aborted) return
    if ('fault' in sent) {
      // What is wrong with the file itself stays wrong.
      const again = sent.final ? null : () => void send(file, key, url)
      return place({ fault: wordsOf(sent.fault), again })
    }
    const { id } = sent
    setPreviews((all) => ({ ...all, [id]: url }))
    drop(key)
    form.set((values) => ({ pictures: [...picturesIn(values), id] }))
  }
  function add(files: File[]): void {
    const room = maxPictures - named.length - pending.length
    for (const file of files.slice(0, Math.max(0, room))) {
      void send(file, newKey(), URL.createObjectURL(file))
    }
  }

  return (
    <div className="picture-box" role="group" aria-label={label}>
      <div>
        <p className="strong">{label}</p>
        <p className="quiet">{hint}</p>
        {wrong && <p className="picture-fault">{t(`field.${wrong}`)}</p>}
      </div>
      <ul className="pictures">
        {named.map((id, index) => (
          <li key={id}>
            {previews[id] ? (
              <img src={previews[id]} alt={t('console:picture.number', { number: index + 1 })} />
            ) : (
              // Sent before this window was opened: nobody may see it until it is named.
              <p className="quiet">{t('console:picture.number', { number: index + 1 })}</p>
            )}
            <Button
              variant="subtle"
              onClick={() =>
                form.set((values) => ({
                  pictures: picturesIn(values).filter((other) => other !== id),
                }))
              }
            >
              {t('console:picture.remove', { number: index + 1 })}
            </Button>
          </li>
        ))}
        {pending.map(({ key, url, percent, fault, again }) => (
          <li key={key}>
            {!fault && <img src={url} alt="" />}
            {fault ? (
              <>
                <p className="picture-fault" role="alert">
                  {t(fault)}
                </p>
                {again && (
                  <Button variant="subtle" onClick={again}>
                    {t('retry', { ns: 'console' })}
                  </Button>
                )}
                <Button variant="subtle" onClick={() => drop(key)}>
                  {t('console:picture.drop')}
                </Button>
              </>
            ) : (
              <p className="quiet" role="status">
                {t('console:picture.sending', { percent })}
              </p>
            )}
          </li>
        ))}
      </ul>
      <FileButton multiple accept="image/jpeg,image/png,image/webp,image/avif" onChange={add}>
        {(props) => (
          <Button
            {...props}
            variant="default"
            disabled={named.length + pending.length >= maxPictures}
          >
            {t('console:picture.add')}
          </Button>
        )}
      </FileButton>
    </div>
  )
}
