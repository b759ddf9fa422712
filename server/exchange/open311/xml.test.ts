import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readXml } from './province.fixture.ts'
import { toXml } from './xml.ts'

describe('the XML', () => {
  it('carries any text XML can hold, and drops what it cannot', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const kept = text
          .toWellFormed()
          // oxlint-disable-next-line no-control-regex
          .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
          .replace(/\r\n?/g, '\n')
        expect(readXml(toXml('request', { description: text })).request[0].description).toBe(kept)
      }),
    )
  })

  it('names the members of lists as the standard does, and leaves nothing empty open', () => {
    const value = [
      { code: 400, description: '' },
      { code: 404, description: null },
    ]
    expect(toXml('errors', value)).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n<errors>' +
        '<error><code>400</code><description/></error>' +
        '<error><code>404</code><description/></error></errors>\n',
    )
    expect(toXml('service_requests', [])).toContain('<service_requests></service_requests>')
  })
})
