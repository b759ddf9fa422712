/** What is wrong with a file, where a person can find it. */
export type Fault = { file: string; line: number; words: string }

export type Faults = { list: Fault[]; add(file: string, line: number, words: string): void }

export function collectFaults(): Faults {
  const list: Fault[] = []
  return { list, add: (file, line, words) => list.push({ file, line, words }) }
}

/** `communes.json:14: lat: must be a number between 6 and 24`. */
export function faultLine({ file, line, words }: Fault): string {
  return `${file}:${line}: ${words}`
}
