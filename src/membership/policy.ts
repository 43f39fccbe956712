// Who may do what in a chatroom: the one table. Its twin in SQL is src/database/functions/may.sql.
import { ChatError } from '../common/errors.js'
import type { Role } from '../database/entities/index.js'

export const POLICY = {
  read: ['member', 'admin', 'owner'],
  send: ['member', 'admin', 'owner'],
  forward: ['member', 'admin', 'owner'],
  /** Of what one has said oneself. */
  edit: ['member', 'admin', 'owner'],
  react: ['member', 'admin', 'owner'],
  pin: ['member', 'admin', 'owner'],
  /** Deletes what others have said, whenever that was, and reads what it said before it was edited. */
  moderate: ['admin', 'owner'],
  list_members: ['member', 'admin', 'owner'],
  update: ['admin', 'owner'],
  delete: ['owner'],
} as const satisfies Record<string, readonly Role[]>

export type Action = keyof typeof POLICY

/** What only needs membership: whoever lacks it is told to enter, not that they may not. */
const FOR_MEMBERS: readonly Action[] = ['read', 'send', 'forward', 'edit', 'react', 'pin', 'list_members']

/**
 * @param role the actor's role in the room; null outside
 * @throws ChatError `not_a_member` or `forbidden`
 */
export function assertAllowed(role: Role | null, action: Action): void {
  const allowed: readonly Role[] = POLICY[action]
  if (role !== null && allowed.includes(role)) return
  if (FOR_MEMBERS.includes(action)) throw new ChatError('not_a_member', 'Enter this chatroom first.')
  throw new ChatError('forbidden', `Only ${allowed.toReversed().join(' and ')} may do this.`)
}
