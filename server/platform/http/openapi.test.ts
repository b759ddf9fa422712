import { pino } from 'pino'
import { expect, test } from 'vitest'
import { api } from '../../../contract/api.ts'
import type { Endpoint } from '../../../contract/endpoint.ts'
import { openApiDocument, openApiRoutes } from './openapi.ts'
import type { OpenApiDocument } from './openapi-types.ts'
import { createServer } from './server.ts'

const publicUrl = 'https://phananh.example.vn'
const document = openApiDocument({ api, publicUrl, version: '1.2.3' })
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

function* references(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (key === '$ref') yield String(inner)
    else yield* references(inner)
  }
}

function resolves(within: OpenApiDocument, reference: string): boolean {
  let value: unknown = within
  for (const part of reference.replace(/^#\//, '').split('/')) {
    value = (value as Record<string, unknown> | undefined)?.[part]
  }
  return reference.startsWith('#/') && value !== undefined
}

test('every operation of the contract is there once, under its own name', () => {
  expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(
    Object.keys(api).sort(),
  )
  for (const { operation } of operations) {
    expect(operation.summary).not.toBe('')
    expect(document.tags.map((tag) => tag.name)).toContain(operation.tags[0])
  }
})

test('every reference resolves, and nothing is left of the converter’s own', () => {
  const all = [...references(document)]
  expect(all.length).toBeGreaterThan(50)
  for (const reference of all) expect(reference).toSatisfy(() => resolves(document, reference))
  expect(JSON.stringify(document)).not.toMatch(/\$defs|"\$schema"/)
})

test('path parameters are declared and required', () => {
  for (const { path, operation } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const declared = operation.parameters.filter((parameter) => parameter.in === 'path')
    expect(new Set(declared.map(({ name }) => name))).toEqual(new Set(inPath))
    expect(declared.every(({ required }) => required)).toBe(true)
    expect(path).not.toContain(':')
  }
})

test('bodies, keys, sessions and errors are as the contract says', () => {
  for (const [name, declared] of Object.entries(api as Record<string, Endpoint>)) {
    const { operation } = operations.find((entry) => entry.operation.operationId === name)!
    expect(Boolean(operation.requestBody)).toBe(Boolean(declared.body))
    const headers = operation.parameters.filter((parameter) => parameter.in === 'header')
    expect(headers.map((header) => header.name)).toEqual(
      declared.idempotent ? ['Idempotency-Key'] : [],
    )
    expect(operation.security.length > 0).toBe(declared.audience !== 'anyone')
    expect(operation.responses[String(declared.status ?? 200)]).toBeDefined()
    for (const code of declared.errors ?? []) {
      const described = Object.values(operation.responses).map((answer) => answer.description)
      expect(described.join()).toContain(`\`${code}\``)
    }
  }
  const submit = document.paths['/api/reports']!.post!
  expect(submit.requestBody!.content['application/json']?.schema).toEqual({
    $ref: '#/components/schemas/ReportInput',
  })
  expect(document.components.schemas.ReportInput).toMatchObject({
    required: ['subject', 'commune', 'description'],
  })
})

test('the document and the page are served', async () => {
  const app = createServer({
    config: { publicUrl, trustedProxies: [] },
    log: pino({ level: 'silent' }),
  })
  openApiRoutes(app, { api, publicUrl })
  const served = await app.inject('/api/openapi.json')
  expect(served.json().openapi).toBe('3.1.0')
  const page = await app.inject('/api/docs')
  expect(page.headers['content-type']).toContain('text/html')
  for (const { operation } of operations)
    expect(page.body).toContain(`id="${operation.operationId}"`)
  const [, nonce] = /<style nonce="([^"]+)">/.exec(page.body)!
  expect(page.headers['content-security-policy']).toContain(`'nonce-${nonce}'`)
  expect(page.body).not.toMatch(/<script|style="|undefined|\[object/)
  // Every link inside leads somewhere.
  for (const [, id] of page.body.matchAll(/href="#([^"]+)"/g)) {
    expect(page.body).toContain(`id="${id}"`)
  }
  await app.close()
})
