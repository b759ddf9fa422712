import { randomUUID } from 'node:crypto'
import type { ActionRequest } from '../contract/case-types.ts'
import type { App } from './app.ts'
import type { Viewer } from './identity/index.ts'
import { idempotency } from './platform/database/idempotency.ts'

/** Who acts in the demo: two of the centre, and the ward's three. */
export type DemoPeople = Record<
  'operator' | 'shift_lead' | 'coordinator' | 'officer' | 'head',
  Viewer
>

type Sample = {
  subject: string
  text: string
  address: string
  position: { lat: number; lon: number }
  steps: Step[]
}

type Step =
  | { by: keyof DemoPeople | 'reporter'; action: ActionRequest }
  /** Merged into an earlier sample. */
  | { into: number }
  | 'publish'
  /** Given to the officer of the ward. */
  | 'give'
  | 'extend'

const operator = (action: ActionRequest): Step => ({ by: 'operator', action })
const coordinator = (action: ActionRequest): Step => ({ by: 'coordinator', action })
const officer = (action: ActionRequest): Step => ({ by: 'officer', action })
const head = (action: ActionRequest): Step => ({ by: 'head', action })
const lead = (action: ActionRequest): Step => ({ by: 'shift_lead', action })
const reporter = (action: ActionRequest): Step => ({ by: 'reporter', action })

const accepted = [operator({ type: 'accept', input: {} })]
const sent = [...accepted, operator({ type: 'assign', input: { agency: 'X19789' } })]
const received = [...sent, coordinator({ type: 'acknowledge', input: {} })]
const begun = [...received, officer({ type: 'start', input: {} })]

const handedBack = (reason: string): Step[] => [
  operator({ type: 'assign', input: { agency: 'X19789' } }),
  coordinator({ type: 'hand_back', input: { reason } }),
]
/** `YYYY-MM-DD`, so many days from now. */
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

const answered = (checked: string, done: string): Step[] => [
  ...begun,
  officer({ type: 'answer', input: { checked, done, finished: true } }),
]
const approved = (checked: string, done: string): Step[] => [
  ...answered(checked, done),
  head({ type: 'approve', input: {} }),
]
const published = (checked: string, done: string, rating: string): Step[] => [
  ...approved(checked, done),
  'publish',
  reporter({ type: 'rate', input: { rating } }),
]

/**
 * A handful of made-up reports, one at each turn of the road, so that a newcomer sees a desk with
 * work on it. Words after the manner of real ones; names, numbers and places are invented.
 */
const samples: Sample[] = [
  {
    subject: 'HK01',
    text: 'Đèn đường kiệt 245 Nguyễn Trãi tắt cả tuần ni không ai sửa, tối thui, con nít đi học thêm về sợ lắm. Cần thì gọi em 0900 000 007.',
    address: 'kiệt 245 Nguyễn Trãi',
    position: { lat: 16.4552, lon: 107.5764 },
    steps: published(
      '15 giờ ngày 18/11, đơn vị kiểm tra: hỏng 2 bóng và 1 tắc te tại cột số 12, 13.',
      'Đã thay xong. Tối cùng ngày kiểm tra lại: 2 đèn sáng ổn định (ảnh chụp 19 giờ 05).',
      'resolved',
    ),
  },
  {
    subject: 'TD06',
    text: 'Bờ tường sau bến xe biến thành chỗ đi vệ sinh, nắng lên mùi khai nồng nặc, người đi bộ phải bịt mũi.',
    address: 'bờ tường sau bến xe',
    position: { lat: 16.4555, lon: 107.5893 },
    steps: published(
      'Sáng ngày 18/11, phường kiểm tra: đúng như phản ánh.',
      'Đã vệ sinh bờ tường, lắp 1 biển cấm. Chưa xác định được người vi phạm vì hình ảnh không đủ. Bến xe sẽ mở nhà vệ sinh công cộng đến 22 giờ từ 01/12.',
      'acceptable',
    ),
  },
  {
    subject: 'DV03',
    text: 'Bó cáp đen rớt ngang đường, hồi sáng quấn vào cổ một người đi xe máy, may mà chạy chậm. Không biết của mạng nào.',
    address: 'trước chợ, gần ngã ba',
    position: { lat: 16.4529, lon: 107.5835 },
    steps: [
      ...published(
        '14 giờ ngày 17/11, phường cùng 4 doanh nghiệp kiểm tra: sợi cáp rơi thuộc một doanh nghiệp.',
        'Đã thu hồi sợi cáp; ba doanh nghiệp còn lại bó gọn đoạn 120 m.',
        'unresolved',
      ),
      reporter({
        type: 'reopen',
        input: { reason: 'Đoạn phía cầu vẫn còn cáp võng xuống ngang đầu người.' },
      }),
    ],
  },
  {
    subject: 'TD01',
    text: 'Quán để xe kín vỉa hè, hôm qua có người đi xe lăn phải xuống lòng đường giữa dòng ô tô.',
    address: 'đoạn gần ngã tư',
    position: { lat: 16.4571, lon: 107.5929 },
    steps: approved(
      '17 giờ ngày 18/11, tổ công tác kiểm tra, lập biên bản số 27/BB-VPHC.',
      'Yêu cầu cơ sở cam kết; kẻ vạch chỗ để xe ngày 20/11; từ 19/11 cử người chốt 16–19 giờ hằng ngày.',
    ),
  },
  {
    subject: 'MT01',
    text: 'rac o dau kiet 15 5 ngay nay chua ai hot, ruoi bu den het, mua xuong nuoc chay ra duong',
    address: 'đầu kiệt 15',
    position: { lat: 16.4588, lon: 107.5857 },
    steps: answered(
      '6 giờ ngày 19/11, đội trưởng kiểm tra: xe nhỏ vào kiệt bị hỏng từ ngày 15/11.',
      'Đã thu gom xong 7 giờ 10 cùng ngày; từ 20/11 thu gom hằng ngày lúc 6 giờ.',
    ),
  },
  {
    subject: 'GT01',
    text: 'ngay nga tu co cai o ga to dung, toi qua co chi di xe dap te chay mau. de nghi sua gap',
    address: 'ngã tư đầu đường',
    position: { lat: 16.4544, lon: 107.5871 },
    steps: [...begun, 'give'],
  },
  {
    subject: 'NC02',
    text: 'cong truoc nha hoi khong chiu noi, muoi bay vo nha, gan day co nha bi sot xuat huyet. xin cho nguoi nao vet',
    address: 'kiệt 7, gần nhà văn hóa tổ dân phố',
    position: { lat: 16.4603, lon: 107.5808 },
    steps: sent,
  },
  {
    subject: 'HK05',
    text: 'Xích đu ở công viên đứt một bên, thòng dây thép nhọn, chiều nào trẻ con cũng chơi.',
    address: 'công viên bờ sông',
    position: { lat: 16.4519, lon: 107.5916 },
    steps: [
      ...received,
      coordinator({
        type: 'hand_back',
        input: {
          reason: 'Công viên do Trung tâm Công viên cây xanh quản lý.',
          agency: 'CVCX',
        },
      }),
    ],
  },
  {
    subject: 'GT01',
    text: 'Đường hư quá, sửa đi',
    address: '',
    position: { lat: 16.4567, lon: 107.5841 },
    steps: [
      ...accepted,
      operator({
        type: 'ask_citizen',
        input: { question: 'Đoạn đường nào, gần mốc nào? Hư thế nào?' },
      }),
    ],
  },
  {
    subject: 'NC01',
    text: 'Mưa có nửa tiếng mà nước đã tới nửa bánh xe, năm mô cũng rứa. Cống thì rác bít kín. Báo hoài không thấy nạo vét.',
    address: 'đoạn trũng trước trường học',
    position: { lat: 16.4595, lon: 107.5882 },
    steps: accepted,
  },
  {
    subject: 'AN05',
    text: 'Chó thả rông, chiều qua cắn bé 6 tuổi vào chân. Chủ nói kệ, tự đi chích.',
    address: 'kiệt 18',
    position: { lat: 16.4559, lon: 107.5814 },
    steps: [],
  },
  {
    subject: 'XD03',
    text: 'Công trình đổ bê tông tới 1 giờ sáng, ba đêm liền, trong hẻm có người bệnh nặng.',
    address: 'hẻm sau chợ',
    position: { lat: 16.4533, lon: 107.5852 },
    steps: [],
  },
  // The same hole in the road, four times elsewhere: each belongs to another agency.
  {
    subject: 'GT01',
    text: 'Quốc lộ đoạn gần cầu vượt có ổ gà dài cả mét, xe container né qua làn xe máy, chiều qua suýt đụng nhau.',
    address: 'quốc lộ 1A, đoạn gần cầu vượt',
    position: { lat: 16.4525, lon: 107.607 },
    steps: accepted,
  },
  {
    subject: 'GT01',
    text: 'Trong kiệt 131 Trần Phú mặt bê tông sụt một lỗ, bà cụ đi bộ vấp té. Kiệt nhỏ xe không quay đầu được.',
    address: 'kiệt 131 Trần Phú',
    position: { lat: 16.449, lon: 107.5851 },
    steps: accepted,
  },
  {
    subject: 'GT01',
    text: 'Đường đang làm, đào lên rồi lấp đất qua loa, mưa xuống thành ổ gà, tối không có đèn.',
    address: 'đường Bà Triệu, đoạn đang thi công',
    position: { lat: 16.4678, lon: 107.60055 },
    steps: accepted,
  },
  {
    subject: 'GT01',
    text: 'Đường nội bộ khu công nghiệp Phú Bài hư nặng, công nhân tan ca chạy xe rất nguy hiểm.',
    address: 'đường nội bộ khu công nghiệp Phú Bài',
    position: { lat: 16.393, lon: 107.686 },
    steps: accepted,
  },
  // What does not go the straight way: it comes again, belongs together, takes longer, is pressed.
  {
    subject: 'HK01',
    text: 'Đèn kiệt 245 Nguyễn Trãi mới sửa tuần trước nay lại tắt, tối thui như cũ.',
    address: 'kiệt 245 Nguyễn Trãi',
    position: { lat: 16.4552, lon: 107.5764 },
    steps: [],
  },
  {
    subject: 'GT01',
    text: 'Ổ gà ngay ngã tư, tối qua em té xe chỗ này, may không có ô tô phía sau.',
    address: 'ngã tư đầu đường',
    position: { lat: 16.4545, lon: 107.5871 },
    steps: [...accepted, { into: 5 }],
  },
  {
    subject: 'GT03',
    text: 'Nắp cống giữa kiệt vỡ một góc, bánh xe đạp lọt vừa, học sinh đi học ngày nào cũng qua.',
    address: 'kiệt 42, gần trạm y tế',
    position: { lat: 16.4581, lon: 107.5902 },
    steps: [
      ...begun,
      reporter({
        type: 'urgent',
        input: { reason: 'Sáng nay nắp sụp hẳn, hố sâu hơn một mét, chưa có rào chắn.' },
      }),
    ],
  },
  {
    subject: 'NC01',
    text: 'Cống dưới đường bị sụp, mưa nhỏ cũng ngập sân mấy nhà thấp, nước rút rất chậm.',
    address: 'đoạn cuối kiệt 66',
    position: { lat: 16.4612, lon: 107.5861 },
    steps: [
      ...begun,
      operator({ type: 'remind', input: { text: 'Dự báo mưa lớn từ thứ Năm.' } }),
      'extend',
    ],
  },
  {
    subject: 'HK05',
    text: 'Bờ kè công viên nứt dài, gạch bong, người đi bộ tối không thấy rất dễ té.',
    address: 'bờ kè công viên',
    position: { lat: 16.4522, lon: 107.5899 },
    steps: [
      ...accepted,
      ...handedBack('Bờ kè thuộc dự án đang bảo hành của ban quản lý dự án.'),
      ...handedBack('Phường không quản lý công trình này; ban quản lý dự án đã nhận mặt bằng.'),
      lead({
        type: 'escalate',
        input: {
          summary:
            'Hai đơn vị cùng trả lại, đã qua 2 lần, có nguy cơ tai nạn. Đề xuất giao phường rào chắn trong ngày, ban quản lý dự án sửa theo bảo hành.',
        },
      }),
    ],
  },
  {
    subject: 'NC02',
    text: 'Mương hở dọc xóm xuống cấp cả đoạn 400 m, nạo vét xong vài tháng lại bồi như cũ.',
    address: 'mương dọc xóm',
    position: { lat: 16.4606, lon: 107.5829 },
    steps: [
      ...begun,
      operator({
        type: 'long_term',
        input: {
          promisedOn: inDays(180),
          plan: 'Đưa vào kế hoạch đầu tư công của phường năm tới: xây mương kín 400 m, mời thầu trong quý II.',
        },
      }),
      coordinator({ type: 'note_public', input: { text: 'Đã khảo sát và lập dự toán.' } }),
    ],
  },
  {
    subject: 'TD01',
    text: 'Tôi không đồng ý quyết định xử phạt lấn vỉa hè số 15, đề nghị xem lại giúp.',
    address: '',
    position: { lat: 16.4565, lon: 107.5899 },
    steps: [
      ...accepted,
      operator({
        type: 'decline',
        input: {
          reason: 'TC02',
          guidance:
            'Nội dung này là khiếu nại quyết định xử phạt, không giải quyết trên cổng phản ánh. Bạn gửi đơn khiếu nại đến người đã ra quyết định, trong 90 ngày từ ngày nhận quyết định.',
        },
      }),
    ],
  },
  {
    subject: 'MT01',
    text: 'Rác đầu kiệt không ai hốt, cống cạnh đó cũng nghẹt, nước đen tràn ra đường bốc mùi.',
    address: 'đầu kiệt 88',
    position: { lat: 16.4577, lon: 107.5831 },
    steps: [
      ...accepted,
      operator({
        type: 'split',
        input: {
          parts: [
            { subject: 'NC02', text: 'Cống cạnh kiệt nghẹt, nước đen tràn ra đường bốc mùi.' },
          ],
        },
      }),
    ],
  },
  // Near two of the above and perhaps the same matter: seen by whoever reports there, and by the desk.
  {
    subject: 'HK01',
    text: 'Đầu kiệt 245 mấy đêm ni đèn chập chờn rồi tắt hẳn, xe máy ra vô không thấy đường.',
    address: 'đầu kiệt 245 Nguyễn Trãi',
    position: { lat: 16.4554, lon: 107.5767 },
    steps: accepted,
  },
  {
    subject: 'GT01',
    text: 'Mặt đường gần ngã tư lún thành vũng, trời mưa không thấy được, xe nào cũng xóc.',
    address: 'cách ngã tư vài chục mét',
    position: { lat: 16.4547, lon: 107.5873 },
    steps: [],
  },
]

/**
 * Plays the samples through the same commands as everybody's reports. Returns the code of each by
 * its number, as its reporter was told it.
 */
export async function playSampleReports(
  { cases, areas }: Pick<App, 'cases' | 'areas'>,
  people: DemoPeople,
): Promise<Map<string, string>> {
  const codes = new Map<string, string>()
  const numbers: string[] = []
  for (const [index, { subject, text, address, position, steps }] of samples.entries()) {
    const once = () => idempotency('demo', randomUUID(), null)
    const commune = (await areas.communeAt(position))!.code
    const { id, code, number } = await cases.submit(
      {
        subject,
        commune,
        description: text,
        position,
        address: address || undefined,
        name: 'Nguyễn Văn Mẫu',
        phone: `09000000${String(index + 1).padStart(2, '0')}`,
      },
      once(),
      'web',
    )
    numbers.push(number)
    codes.set(number, code)
    for (const [done, step] of steps.entries()) {
      const call = { version: done + 1, once: once(), language: 'vi' as const }
      if (step === 'publish') {
        const view = await cases.getCase(id, people.operator, 'vi')
        const action = { type: 'publish' as const, input: view.centre!.draft }
        await cases.actAsStaff({ ...call, caseId: id, viewer: people.operator, action })
      } else if (step === 'give') {
        const input = { officer: people.officer.id }
        const action = { type: 'assign_inside' as const, input }
        await cases.actAsStaff({ ...call, caseId: id, viewer: people.coordinator, action })
      } else if (step === 'extend') {
        const view = await cases.getCase(id, people.officer, 'vi')
        const input = {
          reason: 'Cống sâu, phải thuê máy bơm và đào lại 12 m; mưa nên chưa đào được.',
          done: 'Đã khảo sát, đặt biển cảnh báo, bơm tạm sân các nhà thấp.',
          promisedOn: view.extensionUntil!,
        }
        const action = { type: 'extend' as const, input }
        await cases.actAsStaff({ ...call, caseId: id, viewer: people.officer, action })
      } else if ('into' in step) {
        const action = { type: 'merge' as const, input: { number: numbers[step.into]! } }
        await cases.actAsStaff({ ...call, caseId: id, viewer: people.operator, action })
      } else if (step.by === 'reporter') {
        await cases.actAsReporter({ ...call, code, action: step.action })
      } else {
        const viewer = people[step.by]
        await cases.actAsStaff({ ...call, caseId: id, viewer, action: step.action })
      }
    }
  }
  return codes
}
