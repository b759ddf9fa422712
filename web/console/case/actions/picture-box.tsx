import { Button, FileButton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, newKey } from '../../../../contract/client.ts'
import { maxPictures, pictureBytes } from '../../../../contract/pictures.ts'
import { api } from '../../api.ts'
import type { Values } from '../drafts.ts'
import type { ActionForm } from '../use-action-form.ts'

/** One that is not, or not yet, among the form's pictures; `again` sends it once more. */
type Pending = { key: string; url: string; fault: string | null; again: (() => void) | null }

const picturesIn = (values: Values) => (values.pictures as string[] | undefined) ?? []

/** Nothing is sent while a picture is on its way: a fault of the box. */
export const picturesUnderWay = ({ uploading }: Values): Record<string, string> =>
  uploading ? { pictures: 'picture_under_way' } : {}

/** The code of what went wrong with a picture, among `field.<code>` and `error.<code>`. */
function faultOf(error: unknown): string {
  if (!(error instanceof ApiError)) return 'error.internal'
  const field = error.body?.error.fields?.[0]?.code
  return field ? `field.${field}` : `error.${error.code}`
}

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

  async function send(file: File, key: string, url: string): Promise<void> {
    const place = (fault: string | null, again: (() => void) | null) =>
      setPending((all) => [...all.filter((one) => one.key !== key), { key, url, fault, again }])
    place(null, null)
    try {
      if (file.size > pictureBytes) return place('field.picture_too_large', null)
      const { id } = await api.uploadPicture({ body: file, query: {}, idempotencyKey: key })
      setPreviews((all) => ({ ...all, [id]: url }))
      drop(key)
      form.set((values) => ({ pictures: [...picturesIn(values), id] }))
    } catch (error) {
      const fault = faultOf(error)
      // What is wrong with the file itself stays wrong.
      place(fault, fault.startsWith('field.') ? null : () => void send(file, key, url))
    }
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
        {pending.map(({ key, url, fault, again }) => (
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
                {t('console:picture.sending')}
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
