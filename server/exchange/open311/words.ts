import type { ActionType, Status } from '../../../contract/field-report.ts'
import { inGroups } from '../../../contract/codes.ts'
import type { Language, OpenStep } from '../../cases/index.ts'
import { spoken } from './time.ts'

/** The sentences Open311 carries to people; codes and errors stay as the standard has them. */

const statusWords: Record<Language, Record<Status, string>> = {
  vi: {
    submitted: 'Đã gửi, chờ Trung tâm tiếp nhận.',
    screening: 'Trung tâm đang kiểm tra.',
    declined: 'Không tiếp nhận.',
    assigned: 'Đã chuyển đơn vị xử lý.',
    acknowledged: 'Đơn vị đã nhận.',
    in_progress: 'Đang xử lý.',
    waiting_citizen: 'Chờ người gửi bổ sung.',
    handed_back: 'Đang chuyển lại đơn vị.',
    awaiting_approval: 'Đang xử lý.',
    awaiting_publication: 'Đang xử lý.',
    answered: 'Đã có kết quả.',
    reopened: 'Mở lại xử lý.',
    long_term: 'Theo dõi dài hạn.',
    merged: 'Đã gộp với phản ánh cùng việc.',
    withdrawn: 'Người gửi đã rút.',
    closed: 'Hoàn thành.',
  },
  en: {
    submitted: 'Received, waiting to be accepted by the centre.',
    screening: 'The centre is checking it.',
    declined: 'Declined.',
    assigned: 'Sent to the agency.',
    acknowledged: 'The agency has acknowledged it.',
    in_progress: 'In progress.',
    waiting_citizen: 'Waiting for the sender.',
    handed_back: 'Being sent to another agency.',
    awaiting_approval: 'In progress.',
    awaiting_publication: 'In progress.',
    answered: 'Answered.',
    reopened: 'Reopened.',
    long_term: 'Long-term follow-up.',
    merged: 'Merged with a report of the same matter.',
    withdrawn: 'Withdrawn by the sender.',
    closed: 'Closed.',
  },
}

/** The status of a case as a sentence. */
export const statusNote = (status: Status, language: Language) => statusWords[language][status]

const stepWords: Record<Language, Partial<Record<ActionType, string>>> = {
  vi: {
    accept: 'Trung tâm đã tiếp nhận.',
    decline: 'Trung tâm không tiếp nhận.',
    reclassify: 'Đổi lĩnh vực sang {name}.',
    assign: 'Đã chuyển {name}.',
    acknowledge: 'Đơn vị xác nhận đã nhận.',
    hand_back: 'Đơn vị trả lại, Trung tâm chuyển đơn vị khác.',
    start: 'Đơn vị bắt đầu xử lý.',
    ask_citizen: 'Trung tâm hỏi thêm người gửi.',
    citizen_reply: 'Người gửi đã bổ sung.',
    note_public: 'Cập nhật tiến độ.',
    publish: 'Đã có kết quả.',
    rate: 'Người gửi đánh giá: {name}.',
    reopen: 'Người gửi đề nghị xử lý lại.',
    extend: 'Đơn vị xin thêm thời gian.',
    grant_extension: 'Đã cho thêm thời gian.',
    refuse_extension: 'Giữ nguyên hạn trả lời.',
    long_term: 'Chuyển theo dõi dài hạn.',
    split: 'Đã tách thành nhiều việc.',
    merge: 'Đã gộp với phản ánh cùng việc.',
    unmerge: 'Đã tách thành việc riêng.',
    release: 'Đã tách thành việc riêng.',
    withdraw: 'Người gửi đã rút.',
    close: 'Hoàn thành.',
  },
  en: {
    accept: 'Accepted by the centre.',
    decline: 'Declined by the centre.',
    reclassify: 'Subject changed to {name}.',
    assign: 'Sent to {name}.',
    acknowledge: 'The agency has acknowledged it.',
    hand_back: 'Handed back; the centre will choose another agency.',
    start: 'The agency has started work.',
    ask_citizen: 'The centre has asked the sender a question.',
    citizen_reply: 'The sender has added information.',
    note_public: 'Progress update.',
    publish: 'Answered.',
    extend: 'The agency asked for more time.',
    grant_extension: 'More time was granted.',
    refuse_extension: 'The deadline stays.',
    long_term: 'Now a long-term case.',
    split: 'Split into several matters.',
    merge: 'Merged with a report of the same matter.',
    unmerge: 'Split off as a matter of its own.',
    release: 'Split off as a matter of its own.',
    rate: 'Rated by the sender: {name}.',
    reopen: 'Reopened by the sender.',
    withdraw: 'Withdrawn by the sender.',
    close: 'Closed.',
  },
}

/** A public step as a sentence; `name` is of the agency, subject or rating it speaks of. */
export function stepNote(step: OpenStep, name: string, language: Language): string {
  return (stepWords[language][step.type] ?? '').replace('{name}', () => name)
}

/** By when an answer is due, for whoever reads an open case. */
export function dueNotice(dueAt: Date, language: Language): string {
  return language === 'vi'
    ? `Hạn trả lời: ${spoken(dueAt)}.`
    : `An answer is due by ${spoken(dueAt)}.`
}

/** What a reporter takes away: the key to the report, what happens next, by when, where to look. */
export function receiptNotice(
  receipt: { code: string; dueAt: string },
  options: { publicUrl: string; fileIgnored: boolean },
  language: Language,
): string {
  const code = inGroups(receipt.code)
  const due = spoken(new Date(receipt.dueAt))
  const vi = [
    `Đã nhận phản ánh. Mã theo dõi của bạn: ${code}. Giữ mã này, ai có mã cũng xem và trả lời được phản ánh.`,
    `Trung tâm kiểm tra rồi chuyển đơn vị có thẩm quyền. Kết quả có trước ${due}. Tra cứu tại ${options.publicUrl}.`,
    options.fileIgnored ? 'Ảnh gửi kèm chưa được lưu; hãy gửi đường dẫn ảnh.' : '',
  ]
  const en = [
    `Report received. Your code: ${code}. Keep it: whoever has it can read and answer the report.`,
    `The centre checks it and sends it to the agency responsible. The answer is due by ${due}. Follow it at ${options.publicUrl}.`,
    options.fileIgnored ? 'The picture was not kept; send its address as media_url.' : '',
  ]
  return (language === 'vi' ? vi : en).filter((sentence) => sentence !== '').join(' ')
}
