// The scan before JSON.parse: messages pass, whatever is in their attachment or text; what is all structure does not.
import { describe, expect, it } from 'vitest'
import { assertFewParts } from '../../src/common/structure.js'
import { effortOf } from '../support/effort.js'

const LIMIT = 64 * 1024
const content = Buffer.alloc(16 * 1024 * 1024, 'bytes').toString('base64')
const message = JSON.stringify({
  type: 'attachment',
  attachment: { type: 'document', filename: 'a', content },
})

describe.each([
  ['text', (text: string) => text],
  ['bytes', (text: string) => Buffer.from(text)],
])('%s', (_, as) => {
  it('of the largest message passes, within milliseconds', () => {
    const whole = as(message)
    expect(effortOf(() => assertFewParts(whole, LIMIT))).toBeLessThan(1000)
  })

  it('that is small passes, whatever it is', () => {
    expect(() => assertFewParts(as('{},'.repeat(LIMIT / 3)), LIMIT)).not.toThrow()
  })

  it('with as many marks in its words as a message has characters passes', () => {
    const words = { message: '{[,:'.repeat(1024), caption: '\u015b'.repeat(4096), content }
    expect(() => assertFewParts(as(JSON.stringify(words)), LIMIT)).not.toThrow()
  })

  it.each(['{', '[', ',', ':'])('with more %s than a message has bytes is refused', (mark) => {
    expect(() => assertFewParts(as(mark.repeat(LIMIT + 1)), LIMIT)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        extra: { errors: [{ field: '', message: expect.stringContaining('not read') as string }] },
      }),
    )
    assertFewParts(as(mark.repeat(LIMIT) + 'x'.repeat(LIMIT)), LIMIT)
  })
})
