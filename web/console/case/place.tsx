import { Button } from '@mantine/core'
import type { CaseView } from '../../../contract/cases.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import { Icon } from '../ui/icons.tsx'
import { MapView } from '../ui/map-view.tsx'

/** Copies; a browser refuses it outside a secure context, and then the text is there to select. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/**
 * The address that a phone opens its map app with. A desk has none: a web map would be told where
 * somebody reported something.
 */
function mapAppAddress({ lat, lon }: { lat: number; lon: number }): string | null {
  if (!matchMedia('(pointer: coarse)').matches) return null
  const isApple = /iPhone|iPad|Macintosh/.test(navigator.userAgent)
  return isApple
    ? `maps://?daddr=${lat},${lon}`
    : `geo:${lat},${lon}?q=${encodeURIComponent(`${lat},${lon}`)}`
}

/** Where it is: the words first, then the point to copy into any map, and on ours. */
export function Place({ view }: { view: Pick<CaseView, 'address' | 'commune' | 'position'> }) {
  const { t } = useTranslation()
  const { address, commune, position } = view
  const words = address ? `${address}, ${commune.name}` : commune.name
  const mapApp = position && mapAppAddress(position)
  const point = position && `${position.lat.toFixed(6)}, ${position.lon.toFixed(6)}`
  return (
    <section className="case-section">
      <h2>{t('case.place')}</h2>
      <p>
        {mapApp ? (
          <a href={mapApp} className="map-app">
            {words} <span className="quiet">({t('case.openMap')})</span>
          </a>
        ) : (
          words
        )}
      </p>
      {position && point ? (
        <>
          <p className="point">
            <span className="figures">{point}</span>
            <Button
              variant="subtle"
              leftSection={<Icon name="copy" size={14} />}
              onClick={async () =>
                announce(t((await copy(point)) ? 'case.copied' : 'case.copyByHand'))
              }
            >
              {t('case.copy')}
            </Button>
          </p>
          <MapView label={t('case.map')} point={position} />
        </>
      ) : (
        <p className="quiet">{t('case.noPoint')}</p>
      )}
    </section>
  )
}
