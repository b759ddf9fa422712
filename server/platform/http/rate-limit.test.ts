import { expect, test } from 'vitest'
import { addressKey, createLimits, limitTable } from './rate-limit.ts'

const on = { rateLimits: true }

test('a limit is spent at once, then refuses with the seconds to wait', async () => {
  const limits = createLimits(on)
  for (let i = 0; i < limitTable.reportPhone.points; i++) {
    await limits.take('reportPhone', '0900000001')
  }
  const refused = limits.take('reportPhone', '0900000001')
  await expect(refused).rejects.toMatchObject({ code: 'too_many_requests' })
  const { details } = await refused.catch((error) => error)
  expect(details.retryAfter).toBeGreaterThan(0)
  expect(details.retryAfter).toBeLessThanOrEqual(limitTable.reportPhone.seconds)
  await limits.take('reportPhone', '0900000002')
  await limits.take('reportAddress', '0900000001')
})

test('takes at the same moment are all counted', async () => {
  const limits = createLimits(on)
  const tries = Array.from({ length: 50 }, () => limits.take('reportPhone', 'a@b.vn'))
  const results = await Promise.allSettled(tries)
  const passed = results.filter((result) => result.status === 'fulfilled')
  expect(passed).toHaveLength(limitTable.reportPhone.points)
})

test('a charge spends without refusing, a refund and a clear give back', async () => {
  const limits = createLimits(on)
  await limits.charge('reportPhone', 'a', 50)
  await expect(limits.take('reportPhone', 'a')).rejects.toMatchObject({
    code: 'too_many_requests',
  })
  await limits.clear('reportPhone', 'a')
  for (let i = 0; i < 100; i++) {
    await limits.take('reportPhone', 'a')
    await limits.refund('reportPhone', 'a')
  }
})

test('turned off, nothing is limited', async () => {
  const limits = createLimits({ rateLimits: false })
  for (let i = 0; i < 100; i++) await limits.take('reportPhone', '0900000001')
})

test('the addresses of one IPv6 network count as one caller', async () => {
  expect(addressKey('2001:db8:0:1::1')).toBe(addressKey('2001:0db8::1:ffff:2:3:4'))
  expect(addressKey('2001:db8:0:1::1')).not.toBe(addressKey('2001:db8:0:2::1'))
  expect(addressKey('::1')).toBe('0:0:0:0')
  expect(addressKey('fe80::1%eth0')).toBe('fe80:0:0:0')
  expect(addressKey('::ffff:203.0.113.7')).toBe('203.0.113.7')
  expect(addressKey('203.0.113.7')).toBe('203.0.113.7')

  const limits = createLimits(on)
  await limits.charge('reportAddress', '2001:db8::1', limitTable.reportAddress.points)
  await expect(limits.take('reportAddress', '2001:db8::2')).rejects.toThrow('too_many_requests')
})
