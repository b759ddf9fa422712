import type { SampleReport } from './texts.ts'

/** What the people around a report do with it, where it is not the plain way to a good answer. */
export type Plan = {
  /** The subject the citizen picked, when the centre has to correct it. */
  chosen?: string
  /** The commune, when it is not the ward of the demo accounts. */
  commune?: string
  /** Where the centre sends it, when it knows better than the suggestion. */
  agency?: string
  /** The first agency says that it is not its own and names the right one. */
  handBack?: { reason: string; to: string }
  decline?: { reason: string; values?: Record<string, string> }
  /** The centre asks before it sends the case on, and is answered. */
  ask?: { question: string; reply: string }
  /** The agency asks, through the centre. */
  agencyAsks?: { question: string; reply: string }
  note?: string
  withdraw?: string
  /** The reporter is not content: what they write, and the second answer. */
  reopen?: { reason: string; answer: string }
  close?: boolean
  rating?: string
}

const phuVang = '19942'
const quangDien = '19867'

const plans: Record<string, Plan> = {
  R02: { rating: 'acceptable' },
  R04: { agency: 'SXD.BT' },
  R07: { agency: 'MTDT.CS' },
  R08: { agency: 'MTDT.CS' },
  R09: { agency: 'MTDT.CS' },
  R10: { agency: 'CVCX' },
  R12: { agency: 'CVCX', close: true },
  R14: { chosen: 'NC01' },
  R17: { agency: 'NUOC' },
  R18: {
    agency: 'MTDT',
    reopen: {
      reason: 'Hốt được một bữa rồi ba hôm nay lại đầy như cũ.',
      answer:
        '6 giờ ngày 22/11, đội trưởng đã kiểm tra: xe nhỏ vào kiệt bị hỏng từ ngày 19/11. Đã điều xe khác, thu gom xong 7 giờ 10 cùng ngày; từ 23/11 thu gom hằng ngày lúc 6 giờ.',
    },
  },
  R21: { commune: phuVang },
  R22: { commune: quangDien, note: 'Đoàn kiểm tra đã đo khí tại hàng rào, đang chờ kết quả.' },
  R23: { commune: quangDien },
  R24: { rating: 'acceptable' },
  R25: {
    agencyAsks: {
      question: 'Quán ở gần ngã nào, thường bày ra từ mấy giờ?',
      reply: 'Dạ gần ngã tư đầu chợ, từ 5 giờ chiều tới khuya. Cần thì gọi em {phone}.',
    },
  },
  R26: { close: true },
  R27: { withdraw: 'Cửa hàng đã gỡ biển và xích, cảm ơn Trung tâm.' },
  R33: { agency: 'X19789' },
  R34: { chosen: 'NC03' },
  R35: { chosen: 'TD04' },
  R38: { agency: 'BUS' },
  R42: {
    handBack: { reason: 'Chung cư cao tầng do Phòng Cảnh sát PCCC quản lý.', to: 'CAT.PCCC' },
  },
  R46: { rating: 'unresolved' },
  R47: { commune: phuVang },
  R49: { withdraw: 'Có sóng lại rồi, người nhà đã gọi được.' },
  R50: { chosen: 'HC03', agency: 'X19789' },
  R52: { agency: 'X19789' },
  R53: { agency: 'SNNMT.DD' },
  R54: { agency: 'SYT.ATTP' },
  R58: { agency: 'BTDT', close: true },
  R59: {
    commune: phuVang,
    decline: { reason: 'TC10', values: { don_vi: 'UBND xã Phú Vang', gio: '20 giờ 15' } },
  },
  R60: { commune: phuVang },
  R62: {
    ask: {
      question: 'Ba việc này ở kiệt nào? Trung tâm chuyển việc đèn trước, hai việc kia ghi kèm.',
      reply: 'Kiệt 15 đường Nguyễn Công Trứ, đoạn giữa kiệt.',
    },
  },
  R63: {
    ask: {
      question: 'Đoạn đường nào, gần mốc nào?',
      reply: 'Đoạn trước chợ, từ cống tới nhà số 45. Gọi tôi {phone} để tôi chỉ.',
    },
  },
  R64: { chosen: 'HC07', decline: { reason: 'TC02', values: { moc: '01 Lê Hồng Phong' } } },
}

export function planOf(report: SampleReport): Plan {
  return plans[report.id] ?? {}
}

/** Why the perfunctory answers go back, and who notices: the agency's head or the centre. */
export const returns: Record<string, { reason: string; by: 'head' | 'operator' }> = {
  A13: { reason: 'perfunctory', by: 'operator' },
  A14: { reason: 'missing_time', by: 'head' },
  A15: { reason: 'off_question', by: 'head' },
  A16: { reason: 'perfunctory', by: 'operator' },
  A17: { reason: 'personal_data', by: 'operator' },
  A18: { reason: 'missing_photo', by: 'head' },
  A19: { reason: 'perfunctory', by: 'head' },
  A20: { reason: 'personal_data', by: 'operator' },
}

const site =
  '8 giờ 30 ngày 18/11, đơn vị đã đến nơi, thấy đúng như Ông/Bà phản ánh. Đã rào cảnh báo ngay trong buổi sáng và sửa xong lúc 16 giờ ngày 19/11 (ảnh trước, sau cùng góc). Sẽ kiểm tra lại ngày 25/11.'
const order =
  '19 giờ ngày 18/11, tổ công tác đã kiểm tra tại chỗ và lập biên bản số 31/BB-VPHC đối với cơ sở vi phạm. Đã yêu cầu chấm dứt trước 20/11; từ 19/11 đến 30/11 cử người kiểm tra hằng ngày.'
const service =
  'Ngày 18/11 đơn vị đã xem lại toàn bộ sự việc và làm việc với bộ phận liên quan lúc 14 giờ. Đã hướng dẫn cụ thể, nhận lỗi phần chậm trễ và giải quyết xong trong ngày 19/11; kết quả gửi kèm.'

/** An honest answer for a report that has no sample answer of its own, by group of subjects. */
export function genericAnswer(subject: string): string {
  const group = subject.slice(0, 2)
  if (['GT', 'HK', 'NC', 'DV'].includes(group)) return site
  return ['HC', 'VX', 'CH', 'NT'].includes(group) ? service : order
}
