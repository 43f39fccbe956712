// What a test has started ends with that test, and not with one that runs beside it.
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { whenDone } from '../support/when-done.js'

describe('what is undone', () => {
  const undone: string[] = []
  let begun = 0

  describe.concurrent('of tests that run beside each other', () => {
    it('stays while its own test runs', async () => {
      begun++
      // The others began after it.
      await vi.waitUntil(() => begun === 3)
      whenDone(() => undone.push('long'))
      await vi.waitUntil(() => undone.length > 1)
      await turn()
      expect(undone.toSorted()).toEqual(['first', 'second'])
    })

    it.each(['first', 'second'])('goes with its test, the %s of two', async (name) => {
      begun++
      await vi.waitUntil(() => begun === 3)
      whenDone(() => undone.push(name))
      expect(undone).not.toContain(name)
    })
  })

  it('is undone by now', () => expect(undone.toSorted()).toEqual(['first', 'long', 'second']))
})
