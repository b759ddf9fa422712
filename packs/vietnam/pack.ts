import { definePack } from '../../contract/packs.ts'
import calendarDays from './calendar-days.json' with { type: 'json' }
import emergencyNumbers from './emergency-numbers.json' with { type: 'json' }

/**
 * What holds in the whole country: days off, worked Saturdays and emergency numbers. The days follow
 * the Labour Code (articles 111 and 112), the yearly notices and, for 24 November, NQ 28/2026/QH16.
 * 2027 has only what the law itself fixes: the rest of Tết and the day beside 2 September wait for
 * the yearly notice.
 */
export const pack = definePack({
  code: 'vietnam',
  name: { vi: 'Việt Nam', en: 'Vietnam' },
  description: {
    vi: 'Ngày nghỉ lễ, ngày làm bù và số điện thoại khẩn cấp của cả nước',
    en: 'National days off, worked Saturdays and emergency numbers',
  },
  calendarDays,
  emergencyNumbers,
})
