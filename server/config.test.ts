import { expect, it } from 'vitest'
import { readConfig } from './config.ts'

const s3 = {
  NHIP_S3_ENDPOINT: 'https://s3.example.vn/',
  NHIP_S3_BUCKET: 'nhip-hue',
  NHIP_S3_KEY: 'key',
  NHIP_S3_SECRET: 'secret',
}

it('keeps pictures in the data folder unless a bucket is set', () => {
  expect(readConfig({}).s3).toBeNull()
  expect(readConfig({ NHIP_S3_REGION: 'hcm' }).s3).toBeNull()
  expect(readConfig(s3).s3).toEqual({
    endpoint: 'https://s3.example.vn',
    bucket: 'nhip-hue',
    key: 'key',
    secret: 'secret',
    region: 'us-east-1',
  })
})

it('names what is missing of a bucket, and shows no secret', () => {
  const { NHIP_S3_BUCKET: _bucket, ...rest } = s3
  expect(() => readConfig(rest)).toThrow(
    /^NHIP_S3_BUCKET: is needed with the other NHIP_S3_ settings$/,
  )
  expect(() => readConfig({ ...s3, NHIP_S3_ENDPOINT: 'ftp://x' })).toThrow('NHIP_S3_ENDPOINT')
  expect(() => readConfig({ ...s3, NHIP_S3_BUCKET: 'a/b' })).toThrow('NHIP_S3_BUCKET')
})

it('lets the server call no host of the inside that is not named', () => {
  expect(readConfig({}).outgoingAllow).toEqual([])
  expect(readConfig({ NHIP_OUTGOING_ALLOW: 'sms.lan:8080' }).outgoingAllow).toEqual([
    { host: 'sms.lan', port: '8080' },
  ])
  expect(() => readConfig({ NHIP_OUTGOING_ALLOW: 'http://sms.lan' })).toThrow(
    'NHIP_OUTGOING_ALLOW: "http://sms.lan" is no host',
  )
})

it('speaks TLS with both files alone, and then says nothing else of itself', () => {
  const tls = { NHIP_TLS_CERT: '/etc/cert.pem', NHIP_TLS_KEY: '/etc/key.pem' }
  expect(readConfig(tls)).toMatchObject({
    tls: { cert: '/etc/cert.pem', key: '/etc/key.pem' },
    publicUrl: 'https://localhost:3000',
  })
  expect(() => readConfig({ NHIP_TLS_CERT: 'x' })).toThrow(/^NHIP_TLS_KEY: is needed with/)
  expect(() => readConfig({ ...tls, NHIP_PUBLIC_URL: 'http://phananh.vn' })).toThrow(
    /^NHIP_PUBLIC_URL: must begin with https/,
  )
  expect(() => readConfig({ NHIP_HTTP_PORT: '80' })).toThrow(/^NHIP_HTTP_PORT: /)
})
