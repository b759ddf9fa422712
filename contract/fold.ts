/**
 * Text as it is searched: lower case, no diacritics, đ as d, single spaces. `hoà`, `hòa` and `HOA`
 * are the same word.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()
}
