import { expect, it } from 'vitest'
import { behind, weaknesses } from './report.ts'

const weak = (name: string, severity: string) => ({
  [name]: {
    name,
    severity,
    range: '<1.2.3',
    via: [{ title: 'Reads too much', url: 'https://github.com/advisories/GHSA-x' }],
  },
})

it('tells the worst first, and what only the tools bring last', () => {
  const production = { vulnerabilities: { ...weak('b', 'high'), ...weak('a', 'critical') } }
  const all = {
    vulnerabilities: {
      ...production.vulnerabilities,
      tool: { name: 'tool', severity: 'critical', range: '*', via: ['b'] },
    },
  }
  expect(weaknesses(production, all)).toEqual([
    {
      name: 'a',
      severity: 'critical',
      text: 'a <1.2.3: Reads too much (https://github.com/advisories/GHSA-x)',
      development: false,
    },
    expect.objectContaining({ name: 'b', severity: 'high', development: false }),
    { name: 'tool', severity: 'critical', text: 'tool *: through b', development: true },
  ])
  expect(weaknesses({ vulnerabilities: {} }, { vulnerabilities: {} })).toEqual([])
})

it('a registry that does not answer is not one that knows of nothing', () => {
  expect(weaknesses({ message: '405 Method Not Allowed' }, { vulnerabilities: {} })).toBeNull()
  expect(weaknesses({ vulnerabilities: {} }, {})).toBeNull()
})

it('lists what is behind by a major version, and no mark on an older line', () => {
  expect(
    behind({
      older: { current: '1.9.0', wanted: '1.9.0', latest: '2.0.0' },
      minor: { current: '1.9.0', wanted: '1.9.0', latest: '1.10.0' },
      marked: { current: '13.0.0', wanted: '13.0.0', latest: '12.0.0' },
      absent: { wanted: '24.1.0', latest: '26.0.0' },
    }),
  ).toEqual([
    { name: 'older', ours: '1.9.0', latest: '2.0.0' },
    { name: 'absent', ours: '24.1.0', latest: '26.0.0' },
  ])
})
