import type { StaffRole } from '../contract/identity.ts'

export type DemoAccount = {
  name: string
  email: string
  role: StaffRole
  agency: string | null
  /** Who this stands for, as the start command tells it. */
  title: string
}

/** Known to everybody: only ever set in the demo province. */
export const demoPassword = 'nhip-demo'

const ward = 'X19789'

/** One person for each role the demo shows; the ward is phường Thuận Hóa. */
export const demoAccounts: DemoAccount[] = [
  {
    name: 'Nguyễn Thị Mai',
    email: 'dieuphoi@demo.nhip.vn',
    role: 'operator',
    agency: null,
    title: 'Cán bộ tiếp nhận, Trung tâm IOC',
  },
  {
    name: 'Trần Quốc Bảo',
    email: 'dieuphoi2@demo.nhip.vn',
    role: 'operator',
    agency: null,
    title: 'Cán bộ tiếp nhận, Trung tâm IOC',
  },
  {
    name: 'Trương Minh Khang',
    email: 'truongca@demo.nhip.vn',
    role: 'shift_lead',
    agency: null,
    title: 'Trưởng ca, Trung tâm IOC',
  },
  {
    name: 'Lê Văn Phước',
    email: 'daumoi@demo.nhip.vn',
    role: 'coordinator',
    agency: ward,
    title: 'Đầu mối, UBND phường Thuận Hóa',
  },
  {
    name: 'Hồ Thị Lan',
    email: 'canbo@demo.nhip.vn',
    role: 'officer',
    agency: ward,
    title: 'Cán bộ xử lý, UBND phường Thuận Hóa',
  },
  {
    name: 'Phan Đình Hải',
    email: 'lanhdao@demo.nhip.vn',
    role: 'head',
    agency: ward,
    title: 'Lãnh đạo duyệt, UBND phường Thuận Hóa',
  },
  {
    name: 'Đặng Minh Châu',
    email: 'chieusang@demo.nhip.vn',
    role: 'coordinator',
    agency: 'MTDT.CS',
    title: 'Đầu mối, Xí nghiệp Chiếu sáng',
  },
  {
    name: 'Hoàng Thị Ngọc Hà',
    email: 'lanhdaotinh@demo.nhip.vn',
    role: 'leader',
    agency: null,
    title: 'Lãnh đạo UBND thành phố',
  },
  {
    name: 'Nguyễn Văn An',
    email: 'quantri@demo.nhip.vn',
    role: 'administrator',
    agency: null,
    title: 'Quản trị hệ thống',
  },
  {
    name: 'Võ Thị Thu',
    email: 'kiemtoan@demo.nhip.vn',
    role: 'auditor',
    agency: null,
    title: 'Giám sát, kiểm tra',
  },
]
