// Create, list, read, change and delete chatrooms.
import { Inject, Injectable, Logger } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import type { DataSource, EntityManager, Repository } from 'typeorm'
import { Avatars } from '../attachments/avatars.js'
import type { OpenAttachment } from '../attachments/open-attachment.js'
import type { Actor } from '../auth/actor.js'
import { avatarUrl } from '../auth/user.view.js'
import { audit } from '../common/audit.js'
import { ChatError, type ErrorCode } from '../common/errors.js'
import { foldCase } from '../common/fold-case.js'
import { fromCursor, toCursor } from '../common/paging.js'
import { RateLimits } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import { Chatroom, ChatroomHead, DEFAULT_SETTINGS } from '../database/entities/index.js'
import { Reads } from '../database/reads.js'
import { isUniqueViolation } from '../database/unique-violation.js'
import { MembershipService } from '../membership/membership.service.js'
import { ConnectedPeople } from '../presence/connected-people.js'
import { RoomFeeds } from '../room-feed/room-feeds.js'
import type { RoomRef } from '../room-log/draft.js'
import { RoomLog } from '../room-log/room-log.js'
import { RoomTurns } from '../room-log/room-turns.js'
import {
  LARGEST_METADATA,
  type CreateChatroomDto,
  type ListChatroomsQuery,
  type UpdateChatroomDto,
} from './chatroom.dto.js'
import { pageOfRooms } from './chatroom-pages.js'
import type { ChatroomPage, ChatroomView } from './chatroom.view.js'
import { pathOf, viewRooms, type ViewedRoom } from './room-views.js'
import { keptSettings } from './settings.dto.js'

/**
 * $1 user, $2 the most that they may have. Rooms that they own; and of the newest that they have made, those that everybody
 * has left: nobody owns these, and making and leaving them must not go on for ever.
 */
export const COUNT_ROOMS = `
  SELECT (SELECT count(*) FROM members m WHERE m.user_id = $1 AND m.role = 'owner') + (
    SELECT count(*) FROM (SELECT c.id FROM chatrooms c WHERE c.created_by = $1 ORDER BY c.id DESC LIMIT $2) made
    WHERE (SELECT h.member_count FROM chatroom_heads h WHERE h.chatroom_id = made.id) = 0
  ) AS rooms`

const UPDATE = 'SELECT * FROM update_chatroom($1, $2, $3, $4, $5, $6, $7, $8, $9)'
const DELETE = 'SELECT delete_chatroom($1, $2, $3) AS outcome'

interface Updated {
  outcome: 'updated' | ErrorCode
  first: number | null
  last: number | null
}

const WHY_NOT: Partial<Record<ErrorCode, string>> = {
  chatroom_full: 'More members than that are in the room.',
  payload_too_large: `The metadata of a room may have ${LARGEST_METADATA} bytes, together with those that it has.`,
}

@Injectable()
export class ChatroomsService {
  private readonly logger = new Logger('Chatrooms')

  constructor(
    @InjectRepository(Chatroom) private readonly chatrooms: Repository<Chatroom>,
    private readonly membership: MembershipService,
    private readonly people: ConnectedPeople,
    private readonly log: RoomLog,
    private readonly feeds: RoomFeeds,
    private readonly turns: RoomTurns,
    private readonly limits: RateLimits,
    private readonly reads: Reads,
    private readonly avatars: Avatars,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    membership.deleted.subscribe((room) => this.deleted(room))
  }

  /** @throws ChatError `chatroom_exists`, `forbidden` for whoever has MAX_ROOMS_PER_USER, `rate_limited`, `unavailable` */
  async create(
    actor: Actor,
    {
      name,
      description = '',
      max_members,
      visibility = 'public',
      settings = {},
      metadata = {},
    }: CreateChatroomDto,
  ): Promise<ChatroomView> {
    this.limits.take('chatrooms', actor.id)
    const insert = async (manager: EntityManager) => {
      await this.assertMayOwnMore(manager, actor)
      const { id } = await manager.save(Chatroom, {
        ...{ name, foldedName: foldCase(name), description, visibility },
        metadata: Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null)),
        createdById: actor.id,
      })
      const head = { chatroomId: id, maxMembers: max_members, settings: keptSettings(settings) }
      await manager.insert(ChatroomHead, head)
      await this.membership.createWithFirstEntry(manager, actor, id)
    }
    await this.turns
      .ofUser(actor.id, () => this.chatrooms.manager.transaction(insert))
      .catch((error: unknown) => {
        throw isUniqueViolation(error) ? new ChatError('chatroom_exists') : error
      })
    audit('room.created', { user_id: actor.id, room: name })
    this.people.announce(actor.id)
    return this.view(actor, name)
  }

  /** Public rooms and the actor's own, newest first. A page that had to look through very many names may hold fewer than `limit`, and still have a next. */
  async list(actor: Actor, { q, mine, limit, cursor }: ListChatroomsQuery): Promise<ChatroomPage> {
    const asked = {
      q: q && foldCase(q),
      userId: actor.id,
      mine: mine ?? false,
      limit,
      before: cursor === undefined ? undefined : fromCursor(cursor),
    }
    return this.reads.page(actor.id, async (source) => {
      const { ids, next } = await pageOfRooms(source, asked)
      const rooms = await this.views(actor, ids, source)
      return { chatrooms: rooms.map(({ view }) => view), next_cursor: next === null ? null : toCursor(next) }
    })
  }

  /** @throws ChatError `chatroom_not_found`, `rate_limited`, `unavailable` */
  read(actor: Actor, name: string): Promise<ChatroomView> {
    return this.reads.page(actor.id, (source) => this.view(actor, name, source))
  }

  /**
   * Changes what is given, and writes an entry of what is different then.
   * @throws ChatError `chatroom_not_found`, `forbidden`, `chatroom_full` when more are in than `max_members` allows,
   *   `payload_too_large` for metadata that are too much with those that there are, and as Avatars.make
   */
  async update(actor: Actor, name: string, given: UpdateChatroomDto): Promise<ChatroomView> {
    const { room } = await this.membership.authorize(actor, name, 'update')
    const { avatar, ...fields } = given
    const picture = avatar ? await this.avatars.make(actor, avatar) : null
    const { outcome, first, last } = await this.log.change<Updated>(actor, room, UPDATE, [
      ...[room.id, room.log, actor.id, { ...fields, ...(avatar === null && { avatar }) }, picture],
      ...[
        DEFAULT_SETTINGS,
        LARGEST_METADATA,
        avatarUrl(this.config.base, pathOf(name), ''),
        this.log.announce,
      ],
    ])
    if (outcome !== 'updated') throw new ChatError(outcome, WHY_NOT[outcome])
    await this.log.publishWritten(room, first, last)
    return this.view(actor, name)
  }

  /**
   * Removes the room with its members at once, and its messages, which nobody can reach any more, after that.
   * @throws ChatError `chatroom_not_found`, `forbidden`, `rate_limited`, `unavailable`
   */
  async delete(actor: Actor, name: string): Promise<void> {
    const { room } = await this.membership.authorize(actor, name, 'delete')
    const values = [room.id, room.log, actor.id]
    const { outcome } = await this.log.change<{ outcome: 'deleted' | ErrorCode }>(actor, room, DELETE, values)
    if (outcome !== 'deleted') throw new ChatError(outcome)
    audit('room.deleted', { user_id: actor.id, room: name })
    this.deleted(room)
  }

  /** The picture of a room, for who can see the room. @throws ChatError `chatroom_not_found`, and as Avatars.open */
  async openAvatar(actor: Actor, name: string): Promise<OpenAttachment> {
    const { room } = await this.membership.access(actor, name)
    const found = await this.chatrooms.findOne({ select: { avatarId: true }, where: { id: room.id } })
    return this.avatars.open(actor, found?.avatarId ?? null)
  }

  /** A room is gone: nobody hears it any more, and what was said in it goes. */
  private deleted(room: RoomRef): void {
    this.feeds.roomDeleted(room)
    void this.log
      .purge(room.id)
      .catch((error: Error) => this.logger.warn(`Messages of ${room.name} stay: ${error.message}`))
  }

  /** Under the lock of the user's row, which whoever else creates for the same user waits for, on whichever node. */
  private async assertMayOwnMore(manager: EntityManager, actor: Actor): Promise<void> {
    const most = this.config.MAX_ROOMS_PER_USER
    await manager.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [actor.id])
    const [{ rooms }] = await manager.query<[{ rooms: number }]>(COUNT_ROOMS, [actor.id, most])
    if (rooms < most) return
    throw new ChatError(
      'forbidden',
      `You may own at most ${most} chatrooms here (the setting MAX_ROOMS_PER_USER). Delete one first.`,
    )
  }

  /**
   * Chatrooms as a user sees them, any number at once: those that there are, in the order of `ids`.
   * @param source where to read
   */
  async views(actor: Actor, ids: readonly number[], source: DataSource): Promise<ViewedRoom[]> {
    return ids.length > 0
      ? this.withLastMessages(await viewRooms(source, actor.id, { ids }, this.config.base), source)
      : []
  }

  private async view(
    actor: Actor,
    name: string,
    source = this.chatrooms.manager.dataSource,
  ): Promise<ChatroomView> {
    const found = await viewRooms(source, actor.id, { name }, this.config.base)
    const [room] = await this.withLastMessages(found, source)
    if (!room) throw new ChatError('chatroom_not_found')
    return room.view
  }

  /** For members, with what was said last in each, all read at once. */
  private async withLastMessages(rooms: ViewedRoom[], source: DataSource): Promise<ViewedRoom[]> {
    const places = rooms.flatMap(({ room, since, saidSeq, view }) =>
      view.me && saidSeq !== undefined ? [{ room, since, seq: saidSeq }] : [],
    )
    const messages = await this.log.readMany(places, source)
    const last = new Map(places.map(({ room }, index) => [room.id, messages[index]]))
    return rooms.map((each) =>
      each.view.me ? { ...each, view: { ...each.view, last_message: last.get(each.room.id) ?? null } } : each,
    )
  }
}
