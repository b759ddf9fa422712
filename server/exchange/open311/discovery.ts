import type { Call, Document } from './call.ts'

/** When this interface was last changed, as sortable text. */
const changeset = '2026-11-21 00:00'

/** `GET /open311/discovery`: where the endpoint is and what it speaks. */
export async function discovery({ catalogue, config }: Call): Promise<Document> {
  const province = catalogue.province.name
  const value = {
    changeset,
    contact: `Trung tâm Điều hành ${province}: ${config.publicUrl}`,
    key_service: config.demo
      ? `The demo province accepts the api_key "demo". ${config.publicUrl}`
      : `Ask the administrator of ${config.publicUrl} for an api_key.`,
    endpoints: [
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url: `${config.publicUrl}/open311/v2`,
        changeset,
        type: config.demo ? 'test' : 'production',
        formats: ['text/xml', 'application/json'],
      },
    ],
  }
  return { root: 'discovery', value }
}
