import { useQuery } from '@tanstack/react-query'
import { hasBlank } from '../../../contract/blanks.ts'
import { withProvinceWord } from '../../../contract/packs.ts'
import { useTranslation } from '../i18n.ts'
import { provinceQuery } from '../routing/queries.ts'

const blank = /(\{[a-z_0-9]+\})/

/** Texts with the province's word where packs leave it out, as everybody else reads them. */
export function useProvinceWord(): (text: string) => string {
  const { data: province } = useQuery({ ...provinceQuery, staleTime: Infinity })
  return (text) => (province ? withProvinceWord(text, province) : text)
}

/** Below the box where such a text is written: how it will be read. */
export function Reads({ text }: { text: string }) {
  const { t } = useTranslation('administration')
  if (!hasBlank(text)) return null
  return (
    <p className="box-hint">
      {t('reads')} <Blanks text={text} />
    </p>
  )
}

/** A text of a record as it will be read: what a report fills in is named and marked. */
export function Blanks({ text }: { text: string }) {
  const { t } = useTranslation('administration')
  const worded = useProvinceWord()
  const parts = worded(text).split(blank)
  if (parts.length === 1) return <>{parts[0]}</>
  return (
    <>
      {parts.map((part, index) => {
        if (!blank.test(part)) return part
        return (
          // oxlint-disable-next-line react/no-array-index-key -- the parts of one text do not move
          <span key={index} className="blank" title={part}>
            {t(`blank.${part.slice(1, -1)}`, { defaultValue: part })}
          </span>
        )
      })}
    </>
  )
}
