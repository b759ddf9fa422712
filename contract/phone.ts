/** A telephone number as people type it (0… or +84…, with spaces, dots or dashes) as digits alone. */
export const plainPhone = (typed: string): string =>
  typed
    .trim()
    .replace(/[\s.\-()]/g, '')
    .replace(/^\+?84/, '0')

/** A Vietnamese telephone number, as {@link plainPhone} makes it. */
export const phonePattern = /^0\d{9,10}$/
