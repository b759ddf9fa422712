/** @jsxImportSource preact */
import { Document } from '../parts/layout.tsx'
import type { View } from '../view.ts'

/** Whom to call: every number of the catalogue, those in danger first. */
export function Numbers({ view }: { view: View }) {
  const { t, shell } = view
  const urgent = new Set(shell.emergencyNumbers.map(({ number }) => number))
  const others = shell.numbers.filter(({ number }) => !urgent.has(number))
  return (
    <Document
      view={view}
      head={{ title: t('site.emergency'), description: t('numbers.lead'), open: true }}
    >
      <div class="column">
        <h1>{t('site.emergency')}</h1>
        <p class="lead">{t('numbers.lead')}</p>
        <CallList numbers={shell.emergencyNumbers} />
        {others.length > 0 && (
          <>
            <h2>{t('numbers.others')}</h2>
            <CallList numbers={others} />
          </>
        )}
        <h2>{t('numbers.say')}</h2>
        <ol class="plain-steps">
          {(['where', 'what', 'who', 'stay'] as const).map((key) => (
            <li key={key}>{t(`numbers.steps.${key}`)}</li>
          ))}
        </ol>
        <p>{t('numbers.notHere')}</p>
      </div>
    </Document>
  )
}

function CallList({ numbers }: { numbers: { number: string; name: string }[] }) {
  return (
    <ul class="calls">
      {numbers.map(({ number, name }) => (
        <li key={number}>
          <a href={`tel:${number}`}>
            <strong>{number}</strong>
            <span>{name}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}
