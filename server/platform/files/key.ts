/**
 * Keys are made by us, never by a sender: small letters, digits, `-` and `_`, parts joined by dots.
 * Checked all the same, because a key becomes a path.
 * @throws Error when it is anything else
 */
export function checkKey(key: string): string {
  if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(key) || key.length > 200) {
    throw new Error('not a key of a file')
  }
  return key
}
