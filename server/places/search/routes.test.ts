import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../contract/client.ts'
import type { TestServer } from '../../../test/server.ts'
import { startTestServer } from '../../../test/server.ts'
import { limitTable } from '../../platform/http/rate-limit.ts'
import { records } from '../../records.ts'

let server: TestServer
let anyone: Client

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  anyone = await server.client()
})
afterAll(() => server.close())

const search = async (q: string) => (await anyone.searchPlaces({ query: { q } })).places

describe('the search for a place', () => {
  it('answers anyone with the communes of the province served', async () => {
    expect((await search('thuan hoa'))[0]).toMatchObject({
      kind: 'unit',
      label: 'Phường Thuận Hóa',
      commune: { code: '19789', name: 'Phường Thuận Hóa' },
    })
  })

  it('knows the wards of before by which people still call them', async () => {
    const [place] = await search('Vĩnh Ninh')
    expect(place).toMatchObject({ kind: 'old_unit', commune: { code: '19789' } })
    expect(place!.label).toContain('nay thuộc phường Thuận Hóa')
  })

  it('finds a place as soon as it is administered', async () => {
    const name = 'Tổ dân phố Bàu Vá'
    expect(await search(name)).toEqual([])
    const place = {
      code: 'bau-va',
      name,
      kind: 'to_dan_pho' as const,
      commune: '19789',
      lat: 16.4521,
      lon: 107.5741,
      validFrom: '2025-07-01',
    }
    await server.app.database.transaction((tx) =>
      records.write(tx, { placeNames: [place] }, { actor: null, origin: 'test' }),
    )
    await expect
      .poll(() => search('tdp bau va'), { timeout: 10_000 })
      .toMatchObject([{ kind: 'place', code: 'bau-va', position: { lat: 16.4521, lon: 107.5741 } }])
  })

  it('says what is wrong with a question', async () => {
    await expect(anyone.searchPlaces({ query: { q: '  ' } })).rejects.toMatchObject({
      code: 'invalid_input',
      body: { error: { fields: [{ path: 'q', code: 'required' }] } },
    })
  })
})

it('has a budget for each address', async () => {
  const limited = await startTestServer({ worker: false, rateLimits: true, demo: false })
  try {
    const client = await limited.client()
    const ask = () => client.searchPlaces({ query: { q: 'hue' } })
    for (let i = 0; i < limitTable.searchAddress.points; i++) await ask()
    await expect(ask()).rejects.toMatchObject({ code: 'too_many_requests' })
  } finally {
    await limited.close()
  }
})
