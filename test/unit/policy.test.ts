// The table of who may do what, cell by cell.
import { describe, expect, it } from 'vitest'
import { ChatError } from '../../src/common/errors.js'
import { assertAllowed, POLICY, type Action } from '../../src/membership/policy.js'
import type { Role } from '../support/wire.js'

/** Written down anew, so that a slip in the table is a difference. */
const EXPECTED: Record<Action, Record<Role | 'stranger', 'ok' | 'not_a_member' | 'forbidden'>> = {
  read: { owner: 'ok', admin: 'ok', member: 'ok', stranger: 'not_a_member' },
  send: { owner: 'ok', admin: 'ok', member: 'ok', stranger: 'not_a_member' },
  forward: { owner: 'ok', admin: 'ok', member: 'ok', stranger: 'not_a_member' },
  edit: { owner: 'ok', admin: 'ok', member: 'ok', stranger: 'not_a_member' },
  react: { owner: 'ok', admin: 'ok', member: 'ok', stranger: 'not_a_member' },
  pin: { owner: 'ok', admin: 'ok', member: 'ok', stranger: 'not_a_member' },
  moderate: { owner: 'ok', admin: 'ok', member: 'forbidden', stranger: 'forbidden' },
  list_members: { owner: 'ok', admin: 'ok', member: 'ok', stranger: 'not_a_member' },
  update: { owner: 'ok', admin: 'ok', member: 'forbidden', stranger: 'forbidden' },
  delete: { owner: 'ok', admin: 'forbidden', member: 'forbidden', stranger: 'forbidden' },
}

const verdictOn = (role: Role | null, action: Action): string => {
  try {
    assertAllowed(role, action)
    return 'ok'
  } catch (error) {
    return error instanceof ChatError ? error.code : String(error)
  }
}

describe('the policy', () => {
  it('has a row for every action', () => {
    expect(Object.keys(POLICY).toSorted()).toEqual(Object.keys(EXPECTED).toSorted())
  })

  const cells = Object.entries(EXPECTED).flatMap(([action, row]) =>
    Object.entries(row).map(([role, verdict]) => [action, role, verdict] as const),
  )

  it.each(cells)('answers %s by %s with %s', (action, role, verdict) => {
    expect(verdictOn(role === 'stranger' ? null : (role as Role), action as Action)).toBe(verdict)
  })
})
