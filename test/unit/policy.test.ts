// The table of who may do what, cell by cell: each action for each role, in a room with and without the setting that keeps it to
// admins, silenced, blocked, and in a direct chat.
import { describe, expect, it } from 'vitest'
import { ChatError } from '../../src/common/errors.js'
import type { KeptSettings } from '../../src/database/entities/index.js'
import { assertAllowed, permission, POLICY, type Action } from '../../src/membership/policy.js'
import { EXPECTED, settingOf, STATES, standing } from '../support/policy.js'

describe('the policy', () => {
  it('has a row for every action', () => {
    expect(Object.keys(POLICY).toSorted()).toEqual(Object.keys(EXPECTED).toSorted())
  })

  const cells = Object.entries(EXPECTED).flatMap(([action, row]) =>
    STATES.map((state) => [action as Action, state, row[state]] as const),
  )

  it.each(cells)('answers %s by one who is %s with %s', (action, state, verdict) => {
    const { who, settings } = standing(state, settingOf(action))
    expect(permission(who, settings, action, new Date())).toBe(verdict)
  })

  it('tells who is silenced until when', () => {
    const { who, settings } = standing('silenced member')
    const refused = () => assertAllowed({ ...who, settings: settings as KeptSettings }, 'send')
    expect(refused).toThrow(ChatError)
    expect(refused).toThrow(who.silencedUntil!.toISOString())
  })
})
