/**
 * Words that do not count in a password wherever Nhịp runs: the product, what it is for, who uses
 * it, and what Vietnamese offices put into passwords. Written down in docs/security/inventory.md.
 */
const everywhere = [
  'nhịp',
  'phản ánh',
  'hiện trường',
  'đô thị thông minh',
  'điều phối',
  'điều hành',
  'trung tâm',
  'trực ban',
  'trưởng ca',
  'đầu mối',
  'cán bộ',
  'chuyên viên',
  'lãnh đạo',
  'giám sát',
  'kiểm toán',
  'quản trị',
  'hệ thống',
  'ủy ban nhân dân',
  'ubnd',
  'thành phố',
  'phường',
  'công an',
  'việt nam',
  'mật khẩu',
  'xin chào',
  'đăng nhập',
  'password',
  'admin',
  'administrator',
  'operator',
  'welcome',
  'login',
  'demo',
]

/** Whose password it is. */
export type Owner = { name: string; email: string }

/** The province served and its communes. */
export type Places = { province: { name: string } | null; communes: { name: string }[] }

/** The words that do not count here: the product's, the places', the agencies', the owner's. */
export function forbiddenWords(options: {
  owner: Owner
  places: Places
  /** Names of agencies, and the host people type. */
  agencies: string[]
  host: string
}): string[] {
  const { owner, places, agencies, host } = options
  const [box = '', mailHost = ''] = owner.email.split('@')
  return [
    ...everywhere,
    // One word names a province (`Huế`); of others two, or much of the language would be taken.
    ...endsOf(places.province?.name ?? '', 1),
    ...[...places.communes.map(({ name }) => name), ...agencies].flatMap((name) => endsOf(name, 2)),
    owner.name,
    ...owner.name.split(/\s+/),
    box,
    ...box.split(/[^\p{L}]+/u),
    ...mailHost.split('.'),
    ...host.split('.'),
  ]
}

/** A name, and without its first words: `UBND phường Thuận Hóa`, `phường Thuận Hóa`, `Thuận Hóa`. */
function endsOf(name: string, fewest: number): string[] {
  const words = name.split(/\s+/)
  return words.flatMap((_, index) =>
    words.length - index >= Math.min(fewest, words.length) ? [words.slice(index).join(' ')] : [],
  )
}
