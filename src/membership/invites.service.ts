// Invites: whoever has the code of one can see that the room is there, and come in.
import { Inject, Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import { randomBytes } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { Avatars } from '../attachments/avatars.js'
import type { OpenAttachment } from '../attachments/open-attachment.js'
import type { Actor } from '../auth/actor.js'
import { avatarUrl, userView } from '../auth/user.view.js'
import { audit } from '../common/audit.js'
import { ChatError, type ErrorCode } from '../common/errors.js'
import { before, toPage, type PageQuery } from '../common/paging.js'
import { RateLimits } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import { runPrepared, type Prepared } from '../database/prepared.js'
import { Reads } from '../database/reads.js'
import { userJson, userOf, type UserJson } from '../people/people-statements.js'
import { RoomLog } from '../room-log/room-log.js'
import type { CreateInviteDto } from './invites.dto.js'
import type { InvitationView, InvitePage, InviteView } from './invites.view.js'
import { memberView, type MemberView } from './member.view.js'
import { MembershipService } from './membership.service.js'

/** $1 room, $2 before which id, $3 how many, $4 by whom, null for all: those that let somebody in, the latest first. */
export const INVITES_OF: Prepared = {
  name: 'invites_of',
  text: `
    SELECT i.id, i.code, i.uses, i.max_uses, i.expires_at, ${userJson('u')} AS created_by
    FROM (
      SELECT * FROM invites i
      WHERE i.chatroom_id = $1 AND i.id < $2 AND lets_in(i, now()) AND ($4::uuid IS NULL OR i.created_by = $4)
      ORDER BY i.id DESC LIMIT $3
    ) i
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = i.created_by LIMIT 1) u
    ORDER BY i.id DESC`,
}

/** $1 a code: the room that it is for, and whether it still lets somebody in. */
export const FIND_INVITE: Prepared = {
  name: 'find_invite',
  text: `
    SELECT c.id, c.name, c.description, c.avatar_id, h.member_count, h.max_members,
      h.incarnation || (SELECT log_history()) AS log, lets_in(i, now()) AS open, ${userJson('u')} AS created_by
    FROM (SELECT * FROM invites i WHERE i.code = $1 LIMIT 1) i
    CROSS JOIN LATERAL (SELECT * FROM chatrooms c WHERE c.id = i.chatroom_id LIMIT 1) c
    CROSS JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = i.chatroom_id LIMIT 1) h
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = i.created_by LIMIT 1) u`,
}

interface InviteRow {
  id: number
  code: string
  uses: number
  max_uses: number | null
  expires_at: Date | null
  created_by: UserJson
}

interface FoundInvite {
  id: number
  name: string
  log: string
  description: string
  avatar_id: string | null
  member_count: number
  max_members: number
  open: boolean
  created_by: UserJson
}

const MAKE = 'SELECT * FROM make_invite($1, $2, $3, $4, $5, $6, $7)'
const REVOKE = 'SELECT revoke_invite($1, $2, $3, $4) AS outcome'

/** Bytes of a code, which nobody can guess; as long as a ticket, so that the log knows it for a secret. */
const CODE_BYTES = 32
const CODE = /^[\w-]{43}$/

const notFound = () => new ChatError('invite_not_found')

@Injectable()
export class InvitesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly membership: MembershipService,
    private readonly avatars: Avatars,
    private readonly log: RoomLog,
    private readonly limits: RateLimits,
    private readonly reads: Reads,
    @Inject(CONFIG) private readonly config: Pick<Config, 'base' | 'MAX_INVITES_PER_ROOM'>,
  ) {}

  /** @throws ChatError `chatroom_not_found`, `not_a_member`, `forbidden` also in a room with MAX_INVITES_PER_ROOM, `rate_limited`, `unavailable` */
  async create(actor: Actor, name: string, { max_uses, expires_in }: CreateInviteDto): Promise<InviteView> {
    this.limits.take('signals', actor.id)
    const { room } = await this.membership.authorize(actor, name, 'invite')
    const code = randomBytes(CODE_BYTES).toString('base64url')
    const most = this.config.MAX_INVITES_PER_ROOM
    const { outcome, expires_at } = await this.log.change<Made>(actor, room, MAKE, [
      ...[room.id, room.log, actor.id, code, max_uses ?? null, expires_in ?? null, most],
    ])
    if (outcome === 'too_many')
      throw new ChatError(
        'forbidden',
        `A chatroom may have at most ${most} invites (the setting MAX_INVITES_PER_ROOM). Revoke one first.`,
      )
    if (outcome !== 'made') throw new ChatError(outcome)
    audit('invite.created', { user_id: actor.id, room: name })
    const invite = this.view({ code, uses: 0, max_uses: max_uses ?? null, expires_at })
    return { ...invite, created_by: userView(actor, this.config.base) }
  }

  /**
   * Those that let somebody in, the latest first: all, for owner and admins, and for others their own.
   * @throws ChatError `validation_failed`, and as `create`
   */
  async list(actor: Actor, name: string, { limit, cursor }: PageQuery): Promise<InvitePage> {
    const below = before(cursor)
    const { room, role } = await this.membership.authorize(actor, name, 'invite')
    const whose = role === 'member' ? actor.id : null
    const rows = await this.reads.page(actor.id, (source) =>
      runPrepared<InviteRow>(source, INVITES_OF, [room.id, below, limit + 1, whose]),
    )
    const page = toPage(rows, limit, ({ id }) => id)
    const invites = page.rows.map(({ created_by, ...row }) => ({
      ...this.view(row),
      created_by: userView(userOf(created_by), this.config.base),
    }))
    return { invites, next_cursor: page.next_cursor }
  }

  /** From the answer on it lets nobody in. @throws ChatError as `create`, and `invite_not_found` */
  async revoke(actor: Actor, name: string, code: string): Promise<void> {
    this.limits.take('signals', actor.id)
    const { room } = await this.membership.authorize(actor, name, 'invite')
    if (!CODE.test(code)) throw notFound()
    const values = [room.id, room.log, actor.id, code]
    const { outcome } = await this.log.change<{ outcome: 'revoked' | ErrorCode }>(actor, room, REVOKE, values)
    if (outcome !== 'revoked') throw new ChatError(outcome)
    audit('invite.revoked', { user_id: actor.id, room: name })
  }

  /** What is to be seen of the room before one is in it. @throws ChatError `invite_not_found`, `rate_limited`, `unavailable` */
  async preview(actor: Actor, code: string): Promise<InvitationView> {
    const { name, description, avatar_id, member_count, max_members, created_by } = await this.open(
      actor,
      code,
    )
    const { base } = this.config
    const avatar_url = avatarUrl(base, `/invites/${code}`, avatar_id)
    return {
      chatroom: { name, description, avatar_url, member_count, max_members },
      created_by: userView(userOf(created_by), base),
    }
  }

  /** The room's picture. @throws ChatError as `preview`, and `attachment_not_found` for a room without one */
  async openAvatar(actor: Actor, code: string): Promise<OpenAttachment> {
    return this.avatars.open(actor, (await this.open(actor, code)).avatar_id)
  }

  /**
   * Makes the actor a member; whoever is one stays so, whatever has become of the invite.
   * @throws ChatError `invite_not_found`, `banned`, `chatroom_full`, `rate_limited`, `unavailable`
   */
  async use(actor: Actor, code: string): Promise<MemberView> {
    await this.limits.consume('enters', actor.id)
    const { id, name, log } = await this.find(this.dataSource, code)
    const admission = await this.membership.admit(actor, { id, name, log }, { way: 'invite', code })
    if (admission.entered) audit('invite.used', { user_id: actor.id, room: name })
    return memberView(actor, admission, this.config.base)
  }

  private async open(actor: Actor, code: string): Promise<FoundInvite> {
    const found = await this.reads.page(actor.id, (source) => this.find(source, code))
    if (!found.open) throw notFound()
    return found
  }

  private async find(source: DataSource, code: string): Promise<FoundInvite> {
    const [found] = CODE.test(code) ? await runPrepared<FoundInvite>(source, FIND_INVITE, [code]) : []
    if (!found) throw notFound()
    return found
  }

  private view({ code, uses, max_uses, expires_at }: Omit<InviteRow, 'id' | 'created_by'>) {
    const url = `${this.config.base}/?invite=${code}`
    return { code, url, uses, max_uses, expires_at: expires_at?.toISOString() ?? null }
  }
}

interface Made {
  outcome: 'made' | 'too_many' | ErrorCode
  expires_at: Date | null
}
