let list: Promise<ReadonlySet<string>> | undefined

/**
 * 49,000 passwords that leaks show most often, 18,000 of them of eight letters or more; read when a
 * password is first set, for most processes never ask.
 */
export function commonPasswords(): Promise<ReadonlySet<string>> {
  list ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].map(String)),
  )
  return list
}
