// Create, list, read, change and delete chatrooms.
import { Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import type { Repository, SelectQueryBuilder } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import { audit } from '../common/audit.js'
import { ChatError, type ErrorCode } from '../common/errors.js'
import { fromCursor, toPage } from '../common/paging.js'
import { Chatroom, ChatroomHead, Member } from '../database/entities/index.js'
import { isUniqueViolation } from '../database/unique-violation.js'
import { MembershipService } from '../membership/membership.service.js'
import { RoomFeeds } from '../room-feed/room-feeds.js'
import { RoomLog } from '../room-log/room-log.js'
import type { CreateChatroomDto, ListChatroomsQuery, UpdateChatroomDto } from './chatroom.dto.js'
import { chatroomView, type ChatroomPage, type ChatroomView } from './chatroom.view.js'

@Injectable()
export class ChatroomsService {
  constructor(
    @InjectRepository(Chatroom) private readonly chatrooms: Repository<Chatroom>,
    private readonly membership: MembershipService,
    private readonly log: RoomLog,
    private readonly feeds: RoomFeeds,
  ) {}

  /** @throws ChatError `chatroom_exists` */
  async create(
    actor: Actor,
    { name, description = '', max_members }: CreateChatroomDto,
  ): Promise<ChatroomView> {
    await this.chatrooms.manager
      .transaction(async (manager) => {
        const { id } = await manager.save(Chatroom, { name, description, createdById: actor.id })
        await manager.insert(ChatroomHead, { chatroomId: id, maxMembers: max_members })
        await this.log.found(manager, actor, id)
      })
      .catch((error: unknown) => {
        throw isUniqueViolation(error) ? new ChatError('chatroom_exists') : error
      })
    audit('room.created', { user_id: actor.id, room: name })
    return this.read(actor, name)
  }

  /** Newest first. */
  async list(actor: Actor, { q, mine, limit, cursor }: ListChatroomsQuery): Promise<ChatroomPage> {
    const query = this.visibleTo(actor)
      .orderBy('chatroom.id', 'DESC')
      .limit(limit + 1)
    if (cursor !== undefined) query.andWhere('chatroom.id < :before', { before: fromCursor(cursor) })
    if (mine) query.andWhere('member.userId IS NOT NULL')
    if (q) query.andWhere('chatroom.name ILIKE :pattern', { pattern: `%${escapeLike(q.normalize('NFC'))}%` })
    const page = toPage(await this.views(query), limit, ({ id }) => id)
    return { chatrooms: page.rows.map(({ view }) => view), next_cursor: page.next_cursor }
  }

  /** @throws ChatError `chatroom_not_found` */
  async read(actor: Actor, name: string): Promise<ChatroomView> {
    const [row] = await this.views(this.visibleTo(actor).where('chatroom.name = :name', { name }))
    if (!row) throw new ChatError('chatroom_not_found')
    return row.view
  }

  /** @throws ChatError `chatroom_not_found`, `forbidden`, `chatroom_full` when more are in than `max_members` allows */
  async update(
    actor: Actor,
    name: string,
    { description, max_members }: UpdateChatroomDto,
  ): Promise<ChatroomView> {
    const { room } = await this.membership.admitted(actor, name, 'update')
    const [row] = await this.chatrooms.query<{ outcome: 'updated' | ErrorCode }[]>(
      'SELECT update_chatroom($1, $2, $3, $4) AS outcome',
      [room.id, room.log, description ?? null, max_members ?? null],
    )
    const { outcome } = row!
    if (outcome === 'chatroom_full') throw new ChatError(outcome, 'More members than that are in the room.')
    if (outcome !== 'updated') throw new ChatError(outcome)
    return this.read(actor, name)
  }

  /** @throws ChatError `chatroom_not_found`, `forbidden` */
  async delete(actor: Actor, name: string): Promise<void> {
    const { room } = await this.membership.admitted(actor, name, 'delete')
    await this.log.delete(room)
    this.feeds.roomDeleted(room)
    audit('room.deleted', { user_id: actor.id, room: name })
  }

  private visibleTo(actor: Actor): SelectQueryBuilder<Chatroom> {
    return this.chatrooms
      .createQueryBuilder('chatroom')
      .innerJoinAndSelect('chatroom.head', 'head')
      .innerJoinAndSelect('chatroom.createdBy', 'creator')
      .leftJoin(Member, 'member', 'member.chatroomId = chatroom.id AND member.userId = :actorId', {
        actorId: actor.id,
      })
      .addSelect('member.role', 'role')
      .addSelect('head.incarnation || (SELECT log_history())', 'log')
  }

  private async views(query: SelectQueryBuilder<Chatroom>): Promise<{ id: number; view: ChatroomView }[]> {
    const { entities, raw } = await query.getRawAndEntities<Pick<ChatroomView, 'role' | 'log'>>()
    return entities.map((chatroom, index) => ({
      id: chatroom.id,
      view: chatroomView(chatroom, raw[index]!),
    }))
  }
}

/** Takes the special meaning from what LIKE would read as a pattern. */
const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')
