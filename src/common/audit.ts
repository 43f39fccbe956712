// The audit trail: who signed in, was refused, changed a role or was removed, or acted for another, one log line each.
import { record } from './log.js'

export type AuditEvent =
  | 'user.registered'
  | 'user.erased'
  | 'signin.ok'
  | 'signin.failed'
  | 'session.ended'
  | 'session.reused'
  | 'password.changed'
  | 'role.changed'
  | 'member.left'
  | 'member.added'
  | 'member.removed'
  | 'member.banned'
  | 'member.unbanned'
  | 'member.muted'
  | 'member.unmuted'
  | 'invite.created'
  | 'invite.revoked'
  | 'invite.used'
  | 'message.deleted'
  | 'webhook.created'
  | 'webhook.changed'
  | 'webhook.replayed'
  | 'webhook.deleted'
  | 'room.created'
  | 'room.deleted'
  | 'acting'
  | 'key.created'
  | 'key.deleted'
  | 'user.changed'
  | 'session.issued'
  | 'reports.closed'

/** Ids and names; never a password, a token or what was said. */
export interface AuditFacts {
  /** Whom it is about. */
  user_id?: string | undefined
  /** Who did it, if somebody else. */
  by?: string
  session_id?: string | undefined
  address?: string | undefined
  room?: string | undefined
  seq?: number
  role?: string | undefined
  reason?: string | undefined
  /** The id of one. */
  webhook?: string
  /** The id of a server key, of the one that does it; and what it does with it. */
  key?: string
  name?: string
  scopes?: string[]
  method?: string
  route?: string
}

/** Writes one event down, whatever LOG_LEVEL is; after the commit of what it tells. */
export function audit(event: AuditEvent, facts: AuditFacts): void {
  record().info({ audit: event, ...facts }, 'audit')
}
