import { definePack } from '../../contract/packs.ts'
import calendarDays from './calendar-days.json' with { type: 'json' }
import emergencyNumbers from './emergency-numbers.json' with { type: 'json' }
import holidayRules from './holiday-rules.json' with { type: 'json' }
import officeHours from './office-hours.json' with { type: 'json' }

/**
 * What holds in the whole country: the holidays of the Labour Code (articles 111 and 112) and, for
 * 24 November, NQ 28/2026/QH16; the days that yearly notices chose or swapped; common office hours,
 * until the province records its own; emergency numbers. A year without a notice is computed.
 */
export const pack = definePack({
  code: 'vietnam',
  name: { vi: 'Việt Nam', en: 'Vietnam' },
  description: {
    vi: 'Ngày nghỉ lễ, ngày làm bù, giờ làm việc và số điện thoại khẩn cấp của cả nước',
    en: 'National days off, worked Saturdays, office hours and emergency numbers',
  },
  holidayRules,
  calendarDays,
  officeHours,
  emergencyNumbers,
})
