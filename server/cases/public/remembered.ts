/** As many answers are kept; more are asked for too seldom to be worth it. */
const most = 200

/**
 * Keeps what a read has answered for some seconds, by its question, so that many who look at the
 * same page ask the database once. Who asks while it is being read waits for the same answer.
 */
export function remembered<Question, Answer>(
  seconds: number,
  read: (question: Question) => Promise<Answer>,
): (question: Question) => Promise<Answer> {
  const kept = new Map<string, { until: number; answer: Promise<Answer> }>()
  return (question) => {
    const key = JSON.stringify(question)
    const now = performance.now()
    const there = kept.get(key)
    if (there && there.until > now) return there.answer
    const answer = read(question)
    kept.delete(key)
    kept.set(key, { until: now + seconds * 1000, answer })
    if (kept.size > most) kept.delete(kept.keys().next().value!)
    // A failure is nobody's answer but of those who waited for it.
    answer.catch(() => kept.get(key)?.answer === answer && kept.delete(key))
    return answer
  }
}
