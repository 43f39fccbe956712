// The settings of the S3 store: all of them or none, said in one sentence.
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.js'

const S3 = {
  S3_BUCKET: 'chat',
  S3_ENDPOINT: 'https://s3.example.com',
  S3_ACCESS_KEY_ID: 'key',
  S3_SECRET_ACCESS_KEY: 'secret of the store',
}

const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(S3).filter(([name]) => !names.includes(name)))

describe('the settings of the S3 store', () => {
  it('are not needed', () => {
    expect(readConfig({})).toMatchObject({ ATTACHMENT_UNUSED_TTL: 86_400, ATTACHMENT_STORE_TIMEOUT: 8 })
    expect(readConfig({}).S3_BUCKET).toBeUndefined()
  })

  it('are enough with an endpoint or a region', () => {
    expect(readConfig(S3)).toMatchObject(S3)
    expect(readConfig({ ...without('S3_ENDPOINT'), S3_REGION: 'eu-west-1' }).S3_REGION).toBe('eu-west-1')
  })

  it.each([
    [without('S3_ACCESS_KEY_ID'), 'S3_BUCKET requires S3_ACCESS_KEY_ID'],
    [without('S3_SECRET_ACCESS_KEY'), 'S3_BUCKET requires S3_SECRET_ACCESS_KEY'],
    [without('S3_ENDPOINT'), 'S3_BUCKET requires S3_ENDPOINT or S3_REGION'],
    [without('S3_BUCKET'), 'S3_BUCKET is required with S3_ENDPOINT, S3_ACCESS_KEY_ID'],
    [{ ...S3, S3_ENDPOINT: 's3.example.com' }, 'S3_ENDPOINT must be an address'],
    [{ ...S3, S3_BUCKET: 'My Bucket' }, 'S3_BUCKET must be the name of a bucket'],
    [{ ...S3, S3_FORCE_PATH_STYLE: 'maybe' }, 'S3_FORCE_PATH_STYLE must be on or off'],
    [{ ATTACHMENT_UNUSED_TTL: '0' }, 'ATTACHMENT_UNUSED_TTL must be a time'],
  ])('%j are refused in one sentence', (env, reason) => {
    expect(() => readConfig(env)).toThrow(reason)
    expect(() => readConfig(env)).toThrow(/^Settings: [^\n]+\.$/)
    expect(() => readConfig(env)).not.toThrow('secret of the store')
  })
})
