/** The message with a code, short enough for one SMS. */
export const codeWords = {
  vi: (code: string) => ({
    subject: 'Mã đăng nhập Nhịp',
    text: `Mã đăng nhập Nhịp: ${code}. Dùng trong 5 phút, không đưa mã cho ai.`,
  }),
  en: (code: string) => ({
    subject: 'Nhịp sign-in code',
    text: `Nhịp sign-in code: ${code}. Valid for 5 minutes; give it to nobody.`,
  }),
}
