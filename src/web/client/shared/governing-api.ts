// REST about who may be in a room, and as what: settings, roles, silence, bans, requests, invites and reports.
import { at, type Api, type Page } from './api'
import type { Chatroom, Member, Role, RoomSettings } from './wire'
import type { Ban, Invite, InvitePreview, JoinRequest, Report } from './wire-governing'

export interface RoomChanges {
  description?: string
  max_members?: number
  visibility?: Chatroom['visibility']
  /** An upload, or null for none. */
  avatar?: string | null
  settings?: Partial<RoomSettings>
}

/** Every method throws Problem. */
export class GoverningApi {
  constructor(private readonly api: Api) {}

  change(room: string, changes: RoomChanges): Promise<Chatroom> {
    return this.api.call('PATCH', at('/chatroom', room), changes)
  }

  delete(room: string): Promise<void> {
    return this.api.call('DELETE', at('/chatroom', room))
  }

  /** Adds somebody, or lets in who asks. */
  add(room: string, username: string): Promise<Member> {
    return this.api.call('PUT', at(`${at('/chatroom', room)}/members`, username))
  }

  /** @param changes `muted_until`: null lets them speak again */
  changeMember(
    room: string,
    username: string,
    changes: { role?: Role; muted_until?: string | null },
  ): Promise<Member> {
    return this.api.call('PATCH', at(`${at('/chatroom', room)}/members`, username), changes)
  }

  remove(room: string, username: string): Promise<void> {
    return this.api.call('DELETE', at(`${at('/chatroom', room)}/members`, username))
  }

  requests(room: string, cursor?: string): Promise<Page<JoinRequest>> {
    return this.api.list(at('/chatroom', room, '/requests'), 'requests', { limit: 100, cursor })
  }

  refuse(room: string, username: string): Promise<void> {
    return this.api.call('DELETE', at(`${at('/chatroom', room)}/requests`, username))
  }

  bans(room: string, cursor?: string): Promise<Page<Ban>> {
    return this.api.list(at('/chatroom', room, '/bans'), 'bans', { limit: 100, cursor })
  }

  ban(room: string, username: string, ban: { until?: string; reason?: string }): Promise<void> {
    return this.api.call('PUT', at(`${at('/chatroom', room)}/bans`, username), ban)
  }

  unban(room: string, username: string): Promise<void> {
    return this.api.call('DELETE', at(`${at('/chatroom', room)}/bans`, username))
  }

  invites(room: string, cursor?: string): Promise<Page<Invite>> {
    return this.api.list(at('/chatroom', room, '/invites'), 'invites', { limit: 100, cursor })
  }

  /** @param invite `expires_in`: seconds */
  invite(room: string, invite: { max_uses?: number; expires_in?: number }): Promise<Invite> {
    return this.api.call('POST', at('/chatroom', room, '/invites'), invite)
  }

  revoke(room: string, code: string): Promise<void> {
    return this.api.call('DELETE', at(`${at('/chatroom', room)}/invites`, code))
  }

  /** What an invite leads to. */
  preview(code: string): Promise<InvitePreview> {
    return this.api.call('GET', at('/invites', code))
  }

  accept(code: string): Promise<Member> {
    return this.api.call('POST', at('/invites', code))
  }

  report(room: string, seq: number, reason: string): Promise<void> {
    return this.api.call('PUT', at('/chatroom', room, `/reports/${seq}`), { reason })
  }

  reports(room: string, cursor?: string): Promise<Page<Report>> {
    return this.api.list(at('/chatroom', room, '/reports'), 'reports', { limit: 100, cursor })
  }

  closeReport(room: string, seq: number): Promise<void> {
    return this.api.call('DELETE', at('/chatroom', room, `/reports/${seq}`))
  }
}
