import { createHmac, randomBytes } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Failure } from '../../../contract/errors.ts'
import type { Config } from '../../config.ts'

const minutes = 60

/**
 * How often each thing may be done by one key. A window opens with its first use, and all of its
 * points may be spent at once: a ward office behind one address files a morning's paper reports
 * in one go. Take the limit by address first: it also bounds how many other keys one caller makes.
 * Counted in the memory of each process, so N processes allow up to N times as much.
 */
export const limitTable = {
  /** Reports from one address. */
  reportAddress: { points: 30, seconds: 10 * minutes },
  /** Reports that give one telephone number. */
  reportPhone: { points: 10, seconds: 60 * minutes },
  /** Reports that another system hands over with its key. */
  reportKey: { points: 600, seconds: 10 * minutes },
  /** Pictures from one address: five to a report, some sent again on a bad network. */
  pictureAddress: { points: 150, seconds: 10 * minutes },
  /** Pictures of one draft of a report. */
  pictureDraft: { points: 20, seconds: 10 * minutes },
  /** Searches for a place from one address: one goes out at every few keys. */
  searchAddress: { points: 600, seconds: 10 * minutes },
  /** Windows of the public map from one address: one for each move of a hand. */
  mapAddress: { points: 1200, seconds: 10 * minutes },
  /** Looking up or acting by a report's code, from one address; see {@link limitedByCode}. */
  trackAddress: { points: 60, seconds: 10 * minutes },
  /** Failed sign-ins from one address: a whole office signs in from one at half past seven. */
  signInAddress: { points: 30, seconds: 10 * minutes },
} as const

/** Limits whose key is an address: see {@link addressKey}. */
const byAddress = new Set<string>([
  'reportAddress',
  'pictureAddress',
  'searchAddress',
  'mapAddress',
  'trackAddress',
  'signInAddress',
])

export type LimitName = keyof typeof limitTable

/** What a wrong code costs beyond the look-up itself: guessing runs out five times sooner. */
const wrongCode = 4

/**
 * Looks up or acts by a report's code, whatever the door: spends the look-ups of an address, and
 * more for a code that opens nothing, so that guessing ends soon and following does not.
 * @throws Failure too_many_requests, or what `work` throws
 */
export async function limitedByCode<Result>(
  limits: Pick<Limits, 'take' | 'charge'>,
  address: string,
  work: () => Promise<Result>,
): Promise<Result> {
  await limits.take('trackAddress', address)
  try {
    return await work()
  } catch (error) {
    if (error instanceof Failure && error.code === 'not_found') {
      await limits.charge('trackAddress', address, wrongCode)
    }
    throw error
  }
}

export type Limits = {
  /**
   * Spends points of a key.
   * @throws Failure too_many_requests, `details.retryAfter` in seconds
   */
  take(name: LimitName, key: string, cost?: number): Promise<void>
  /** Spends points without refusing: the answer is already decided. */
  charge(name: LimitName, key: string, cost: number): Promise<void>
  /** Gives one point back: what was taken turned out to be none of what is limited. */
  refund(name: LimitName, key: string): Promise<void>
  /** Gives a key all of its points back. */
  clear(name: LimitName, key: string): Promise<void>
}

/** Makes the limits; with `config.rateLimits` off nothing is counted (for load tests). */
export function createLimits(config: Pick<Config, 'rateLimits'>): Limits {
  const limiters = new Map(
    Object.entries(limitTable).map(([name, { points, seconds }]) => [
      name,
      new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }),
    ]),
  )
  // Keys are telephone numbers and addresses of people: no dump of memory shows them.
  const secret = randomBytes(32)
  const hashed = (name: LimitName, key: string) => {
    const counted = byAddress.has(name) ? addressKey(key) : key
    return createHmac('sha256', secret).update(counted).digest('base64url')
  }

  const consume = async (name: LimitName, key: string, cost: number) => {
    if (!config.rateLimits) return null
    try {
      await limiters.get(name)!.consume(hashed(name, key), cost)
      return null
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return refused
      throw refused
    }
  }
  return {
    async take(name, key, cost = 1) {
      const refused = await consume(name, key, cost)
      if (!refused) return
      const retryAfter = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
      throw new Failure('too_many_requests', { details: { retryAfter } })
    },
    async charge(name, key, cost) {
      await consume(name, key, cost)
    },
    async refund(name, key) {
      await limiters.get(name)!.reward(hashed(name, key), 1)
    },
    async clear(name, key) {
      await limiters.get(name)!.delete(hashed(name, key))
    },
  }
}

/**
 * An address as a key: IPv6 by its /64, of which one household or phone owns every address; an
 * IPv4 address written as IPv6 as itself.
 */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped) return mapped[1]!
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('%', 1)[0]!.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  const groups = [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
