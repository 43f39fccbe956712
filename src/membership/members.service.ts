// The members of a chatroom: who they are, and what those who may do with them: add, silence, promote and remove.
import { Inject, Injectable } from '@nestjs/common'
import type { Actor } from '../auth/actor.js'
import { sought } from '../auth/user-names.js'
import { audit } from '../common/audit.js'
import { ChatError, type ErrorCode } from '../common/errors.js'
import { fromCursor, toCursor } from '../common/paging.js'
import { RateLimits } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import type { Role } from '../database/entities/index.js'
import { Reads } from '../database/reads.js'
import { PeopleService } from '../people/people.service.js'
import { PresenceService } from '../presence/presence.service.js'
import { RoomLog } from '../room-log/room-log.js'
import { pageOfMembers } from './member-pages.js'
import { memberView, type MemberPage, type MemberView } from './member.view.js'
import type { ChangeMemberDto, ListMembersQuery } from './members.dto.js'
import { MembershipService } from './membership.service.js'
import { refusal, type Removed } from './moderation.js'

const SET_MEMBER = 'SELECT * FROM set_member($1, $2, $3, $4, $5, $6, $7, $8)'
const REMOVE = 'SELECT * FROM remove_member($1, $2, $3, $4, false, NULL, NULL, $5)'

interface Changed {
  outcome: 'changed' | ErrorCode
  first: number | null
  last: number | null
  role: Role
  joined_at: Date
  silenced_until: Date | null
}

@Injectable()
export class MembersService {
  constructor(
    private readonly membership: MembershipService,
    private readonly people: PeopleService,
    private readonly presence: PresenceService,
    private readonly log: RoomLog,
    private readonly limits: RateLimits,
    private readonly reads: Reads,
    @Inject(CONFIG) private readonly config: Pick<Config, 'base'>,
  ) {}

  /**
   * In the order in which they came. A page that had to look through very many names may hold fewer than `limit`, and still have a
   * next.
   * @throws ChatError `validation_failed`, `chatroom_not_found`, `not_a_member`, `rate_limited`, `unavailable`
   */
  async list(actor: Actor, name: string, { q, limit, cursor }: ListMembersQuery): Promise<MemberPage> {
    const after = cursor === undefined ? 0 : fromCursor(cursor)
    const { room } = await this.membership.authorize(actor, name, 'list_members')
    const start = q === undefined ? undefined : sought(q)
    if (start === '') return { members: [], next_cursor: null }
    const { members, next } = await this.reads.page(actor.id, (source) =>
      pageOfMembers(source, { roomId: room.id, start, after, limit }),
    )
    const ids = members.map(({ id }) => id)
    const online = await this.presence.onlineAmong(actor, ids)
    const seen = (id: string) => (online.has(id) ? { online: online.get(id)! } : {})
    return {
      members: members.map((each) => ({ ...memberView(each, each, this.config.base), ...seen(each.id) })),
      next_cursor: next === null ? null : toCursor(next),
    }
  }

  /**
   * Makes somebody a member, or finds that they are one; whoever asked to be let in, is.
   * @param username as it is kept
   * @throws ChatError as `MembershipService.admit`, `forbidden` also for whom they have blocked, `user_not_found`
   */
  async add(actor: Actor, name: string, username: string): Promise<{ member: MemberView; isNew: boolean }> {
    await this.limits.consume('enters', actor.id)
    const { room } = await this.membership.authorize(actor, name, 'invite')
    const user = await this.people.named(actor, username)
    const admission = await this.membership.admit(user, room, { way: 'add', by: actor })
    if (admission.entered) audit('member.added', { user_id: user.id, by: actor.id, room: name })
    return { member: memberView(user, admission, this.config.base), isNew: admission.entered }
  }

  /**
   * Changes a member's role, and until when they are silenced; what is given of it.
   * @throws ChatError `validation_failed`, `forbidden`, `user_not_found` (nobody, or no member), `chatroom_not_found`, `rate_limited`,
   *   `unavailable`
   */
  async change(actor: Actor, name: string, username: string, change: ChangeMemberDto): Promise<MemberView> {
    const { role, muted_until: until } = change
    if (role === undefined && until === undefined)
      throw new ChatError('validation_failed', 'There must be one of role and muted_until.')
    this.limits.take('signals', actor.id)
    const action = role === undefined ? 'moderate' : 'manage'
    const { room } = await this.membership.authorize(actor, name, action)
    const user = await this.people.named(actor, username)
    const changed = await this.log.change<Changed>(actor, room, SET_MEMBER, [
      ...[room.id, room.log, actor.id, user.id, role ?? null],
      ...[until !== undefined, until ?? null, this.log.announce],
    ])
    if (changed.outcome !== 'changed')
      throw refusal(changed.outcome, until ? 'Owner and admins cannot be silenced.' : undefined)
    await this.log.publishWritten(room, changed.first, changed.last)
    if (changed.first !== null) noteDown({ user_id: user.id, by: actor.id, room: name }, change)
    const { joined_at: joinedAt, silenced_until: silencedUntil } = changed
    return memberView(user, { role: changed.role, joinedAt, silencedUntil }, this.config.base)
  }

  /** Takes somebody out of a room. @throws ChatError as `change` */
  async remove(actor: Actor, name: string, username: string): Promise<void> {
    this.limits.take('signals', actor.id)
    const { room } = await this.membership.authorize(actor, name, 'moderate')
    const user = await this.people.named(actor, username)
    const values = [room.id, room.log, actor.id, user.id, this.log.announce]
    const { outcome, first, last } = await this.log.change<Removed>(actor, room, REMOVE, values)
    if (outcome !== 'removed') throw refusal(outcome)
    await this.log.publishWritten(room, first, last)
    audit('member.removed', { user_id: user.id, by: actor.id, room: name })
  }
}

/** For the audit trail; the room that was handed over has made its former owner an admin. */
function noteDown(
  facts: { user_id: string; by: string; room: string },
  { role, muted_until }: ChangeMemberDto,
): void {
  if (role) audit('role.changed', { ...facts, role })
  if (role === 'owner') audit('role.changed', { ...facts, user_id: facts.by, role: 'admin' })
  if (muted_until !== undefined) audit(muted_until === null ? 'member.unmuted' : 'member.muted', facts)
}
