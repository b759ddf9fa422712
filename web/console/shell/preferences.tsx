import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { language, languages, setLanguage, useTranslation } from '../i18n.ts'
import { showScheme } from '../theme.ts'
import type { Scheme } from '../theme.ts'

const schemes: Scheme[] = ['light', 'dark', 'auto']

/** Language and light or dark: kept in this browser. */
export function Preferences() {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <div className="preferences">
      <SegmentedControl
        size="xs"
        aria-label={t('languageLabel')}
        value={language()}
        data={languages.map((value) => ({ value, label: t(`common:language.${value}`) }))}
        onChange={(next) => void setLanguage(next)}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('themeLabel')}
        value={colorScheme}
        data={schemes.map((value) => ({ value, label: t(`theme.${value}`) }))}
        onChange={(next) => {
          setColorScheme(next)
          showScheme(next)
        }}
      />
    </div>
  )
}
