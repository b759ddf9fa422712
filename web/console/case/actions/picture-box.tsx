import { Button, FileButton } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { TextKey } from '../../i18n.ts'
import { newKey } from '../../../../contract/client.ts'
import { maxPictures, pictureBytes } from '../../../../contract/pictures.ts'
import { upload } from '../../../ui/upload.ts'
import { useTranslation } from '../../i18n.ts'
import type { Values } from '../drafts.ts'
import { arrived, begun, handOf, letGo, notArrived, recall, takeInHand } from '../files-in-hand.ts'
import type { FormBoxes } from '../use-action-form.ts'

/** How it stands with one that is on its way; `fault` is final: it is not among the form's any more. */
type Way = { percent: number; waits: boolean }
type Fault = { key: string; words: TextKey<'common'> }

const listIn = (values: Values, name: string) => (values[name] as string[] | undefined) ?? []
const kinds = 'image/jpeg,image/png,image/webp,image/avif'
const hasCamera = () => matchMedia('(pointer: coarse)').matches

type Props = {
  form: FormBoxes
  /** The field of the action that names them. */
  name: string
  label: string
  hint?: string | undefined
}

/**
 * Pictures that go with an action: taken by the phone's camera or chosen, made smaller, and sent as
 * soon as they are there. What has not arrived when the form is sent waits for a network with it.
 */
export function PictureBox({ form, name, label, hint }: Props) {
  const { t } = useTranslation('common')
  const [ways, setWays] = useState<Record<string, Way>>({})
  const [faults, setFaults] = useState<Fault[]>([])
  const named = listIn(form.values, name)
  const wrong = form.wrong(name)
  /** Each box has its allowance of pictures; what was begun goes on where it was cut off. */
  const draft = useRef(newKey())
  const change = (to: (list: string[]) => string[]) =>
    form.set((values) => ({ [name]: to(listIn(values, name)) }))
  const fail = (key: string, words: Fault['words']) => setFaults((all) => [...all, { key, words }])

  async function send(key: string): Promise<void> {
    const hand = handOf(key)
    if (!hand || hand.stop.signal.aborted) return
    const way = (next: Way) => setWays((all) => ({ ...all, [key]: next }))
    way({ percent: 0, waits: false })
    const sent = await upload(hand.body, {
      draft: draft.current,
      id: hand.id ?? undefined,
      begun: (id) => begun(key, id),
      progress: (percent) => way({ percent, waits: false }),
      signal: hand.stop.signal,
    })
    if (hand.stop.signal.aborted) return
    if ('id' in sent) {
      arrived(key, sent.id)
      change((list) => list.map((one) => (one === key ? sent.id : one)))
    } else if (sent.final) {
      letGo(key)
      change((list) => list.filter((one) => one !== key))
      fail(key, `field.${sent.fault}`)
    } else way({ percent: 0, waits: true })
  }

  // What was there when the page was closed comes back, and what had not arrived goes on.
  const asked = useRef(new Set<string>())
  useEffect(() => {
    for (const key of named) {
      if (asked.current.has(key)) continue
      asked.current.add(key)
      if (handOf(key)) continue
      void recall(key).then((hand) => {
        if (hand && notArrived({ key: [key] }).length > 0) return send(key)
        // Only to be shown.
        if (hand) setWays((all) => ({ ...all }))
        else if (notArrived({ key: [key] }).length > 0) {
          change((list) => list.filter((one) => one !== key))
        }
      })
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- each name is asked for once
  }, [named])

  // What waited is tried again as soon as there is a network.
  const again = useRef(() => {})
  useEffect(() => {
    again.current = () => {
      for (const key of named) if (ways[key]?.waits) void send(key)
    }
  })
  useEffect(() => {
    const online = () => again.current()
    addEventListener('online', online)
    return () => removeEventListener('online', online)
  }, [])

  async function add(files: File[]): Promise<void> {
    for (const file of files.slice(0, Math.max(0, maxPictures - named.length))) {
      const key = await takeInHand(file)
      if (handOf(key)!.body.size > pictureBytes) {
        letGo(key)
        fail(key, 'field.picture_too_large')
        continue
      }
      change((list) => [...list, key])
      void send(key)
    }
  }

  const isFull = named.length >= maxPictures
  return (
    <div className="picture-box" role="group" aria-label={label}>
      <div>
        <p className="strong">{label}</p>
        {hint && <p className="quiet">{hint}</p>}
        {wrong && <p className="picture-fault">{t(`field.${wrong}`)}</p>}
      </div>
      <ul className="pictures">
        {named.map((id, index) => {
          const url = handOf(id)?.url
          const number = index + 1
          const way = ways[id]
          return (
            <li key={id}>
              {url ? (
                <img src={url} alt={t('console:picture.number', { number })} />
              ) : (
                // Sent before this window was opened: nobody may see it until it is named.
                <p className="quiet">{t('console:picture.number', { number })}</p>
              )}
              {way && (
                <p className="quiet" role="status">
                  {way.waits
                    ? t('console:picture.waits')
                    : t('console:picture.sending', { percent: way.percent })}
                </p>
              )}
              <Button
                variant="subtle"
                onClick={() => {
                  letGo(id)
                  change((list) => list.filter((other) => other !== id))
                }}
              >
                {t('console:picture.remove', { number })}
              </Button>
            </li>
          )
        })}
        {faults.map(({ key, words }) => (
          <li key={key}>
            <p className="picture-fault" role="alert">
              {t(words)}
            </p>
            <Button
              variant="subtle"
              onClick={() => setFaults((all) => all.filter((one) => one.key !== key))}
            >
              {t('console:picture.drop')}
            </Button>
          </li>
        ))}
      </ul>
      <div className="picture-buttons">
        {hasCamera() && (
          <FileButton
            accept="image/*"
            capture="environment"
            onChange={(file) => file && add([file])}
          >
            {(props) => (
              <Button
                {...props}
                disabled={isFull}
                aria-label={`${t('console:picture.take')}: ${label}`}
              >
                {t('console:picture.take')}
              </Button>
            )}
          </FileButton>
        )}
        <FileButton multiple accept={kinds} onChange={add}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              disabled={isFull}
              aria-label={`${t('console:picture.add')}: ${label}`}
            >
              {t('console:picture.add')}
            </Button>
          )}
        </FileButton>
      </div>
    </div>
  )
}
