/** How single sign-on came back: `ma` asks for the account's own code. */
export const signOnResults = ['ma', 'refused', 'away'] as const
export type SignOnResult = (typeof signOnResults)[number]
