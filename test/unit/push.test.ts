// What a push says, and how many browsers of one push service are sent to at a time.
import { describe, expect, it, vi } from 'vitest'
import { Origins } from '../../src/followers/push/origins.js'
import { payloadOf, toText, type PushPayload } from '../../src/followers/push/push-payload.js'
import type { MessageView } from '../../src/room-log/message.view.js'

const ANN = { id: '0b1e8f3a-5a52-4f0e-9a2e-3c3f5d8f7a11', username: 'ann', display_name: 'Ann' }
const said = (more: object) => ({ seq: 42, n: 40, type: 'text', sender: ANN, ...more }) as MessageView
const sent = (message: string) => JSON.parse(toText(payloadOf('lunch', 3, said({ message })))) as PushPayload

describe('what a push says', () => {
  it('is what there is to see of the message, and no more of it', () => {
    const attachment = { id: '1', type: 'image', filename: 'a.jpg', sha256: 'x', url: '/attachments/1' }
    const view = said({ type: 'attachment', message: 'Look', attachment, client_id: '1', metadata: { a: 1 } })
    expect(payloadOf('lunch', 3, view, true)).toEqual({
      ...{ chatroom: 'lunch', unread: 3, seq: 42, type: 'attachment', sender: ANN, message: 'Look' },
      ...{ attachment: { type: 'image', filename: 'a.jpg' }, mentioned: true },
    })
  })

  it('is nothing but the room and the number, where there are no words or nothing is left', () => {
    expect(payloadOf('lunch', 3)).toEqual({ chatroom: 'lunch', unread: 3 })
    expect(payloadOf('lunch', 0, said({ message: 'x' }))).toEqual({ chatroom: 'lunch', unread: 0 })
  })

  it.each(['a', 'ä', '語', '👩', '"', '\u2028'])(
    'is cut between two characters where it is long: %j',
    (character) => {
      for (const length of [1, 500, 999, 1000]) {
        const whole = character.repeat(length)
        const { message = '' } = sent(whole)
        if (message !== whole) expect(message).toMatch(/^(.)\1*…$/su)
      }
      for (const length of [1001, 4096]) {
        const { message = '' } = sent(character.repeat(length))
        expect(message.endsWith('…')).toBe(true)
        expect(message.isWellFormed()).toBe(true)
        expect([...message].length).toBeGreaterThan(100)
      }
      expect(
        Buffer.byteLength(toText(payloadOf('語'.repeat(100), 3, said({ message: character.repeat(4096) })))),
      ).toBeLessThanOrEqual(3000)
    },
  )
})

describe('a push service', () => {
  it('that does not answer leaves room for the others, until it answers again or a minute has passed', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const origins = new Origins(8)
    const begun = () => Array.from({ length: 20 }, () => origins.begin('a')).filter(Boolean).length
    const end = (count: number, was: 'answers' | 'silent') => {
      for (let n = 0; n < count; n++) origins.end('a', was)
    }
    expect(begun()).toBe(8)
    expect(origins.begin('b')).toBe(true)
    expect(origins.pauseOf('a')).toBe(1)
    end(8, 'silent')
    expect(begun()).toBe(4)
    expect(origins.pauseOf('a')).toBeGreaterThanOrEqual(10)
    end(4, 'answers')
    expect(begun()).toBe(8)
    end(8, 'silent')
    vi.advanceTimersByTime(61_000)
    expect(begun()).toBe(8)
    vi.useRealTimers()
  })
})
