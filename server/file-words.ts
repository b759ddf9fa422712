import enCommon from '../web/locales/en/common.json' with { type: 'json' }
import enConsole from '../web/locales/en/console.json' with { type: 'json' }
import viCommon from '../web/locales/vi/common.json' with { type: 'json' }
import viConsole from '../web/locales/vi/console.json' with { type: 'json' }
import type { FileWords } from './cases/index.ts'

const of = (
  common: typeof enCommon | typeof viCommon,
  console: typeof enConsole | typeof viConsole,
): FileWords => ({
  status: common.status,
  box: console.box,
  channel: console.channel,
  filter: console.filter,
  order: console.order,
  file: console.listFile,
})

/** The words of files, as the screens say them: a word is written down once. */
export const fileWords: Record<'vi' | 'en', FileWords> = {
  vi: of(viCommon, viConsole),
  en: of(enCommon, enConsole),
}
