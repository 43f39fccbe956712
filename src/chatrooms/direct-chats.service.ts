// Direct chats: the one chatroom of two people, found or made.
import { randomBytes } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import { audit } from '../common/audit.js'
import { RESERVED } from '../common/chatroom-name.js'
import { ChatError, wrongField } from '../common/errors.js'
import { foldCase } from '../common/fold-case.js'
import { RateLimits } from '../common/rate-limits.js'
import { runPrepared } from '../database/prepared.js'
import { ConnectedPeople } from '../presence/connected-people.js'
import { RoomLog } from '../room-log/room-log.js'
import { RoomTurns } from '../room-log/room-turns.js'
import type { ChatroomView } from './chatroom.view.js'
import { ChatroomsService } from './chatrooms.service.js'

/** $1 a username as it is kept, $2 a user: who that is, and the chat that the two have. */
export const FIND_PEER = {
  name: 'find_peer',
  text: `
    SELECT u.id, (SELECT d.chatroom_id FROM direct_chats d WHERE d.user_id = $2 AND d.peer_id = u.id) AS chatroom
    FROM users u WHERE u.username = $1 LIMIT 1`,
}

const OPEN = 'SELECT * FROM open_direct($1, $2, $3, $4, $5)'

/** Random bytes of a name: nobody guesses one. */
const NAME_BYTES = 15

interface Opened {
  outcome: 'made' | 'exists' | 'forbidden' | 'user_not_found'
  chatroom: number
}

@Injectable()
export class DirectChatsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly chatrooms: ChatroomsService,
    private readonly people: ConnectedPeople,
    private readonly log: RoomLog,
    private readonly turns: RoomTurns,
    private readonly limits: RateLimits,
  ) {}

  /**
   * The chat of the actor with somebody; made, if the two have none.
   * @param username as it is kept
   * @throws ChatError `user_not_found`, `validation_failed` for oneself, `forbidden` where the other does not want it,
   *   `rate_limited`, `unavailable`
   */
  async open(actor: Actor, username: string): Promise<{ made: boolean; view: ChatroomView }> {
    this.limits.take('reads', actor.id)
    if (username === actor.username) throw wrongField('username', 'username must be somebody else’s')
    const [peer] = await runPrepared<{ id: string; chatroom: number | null }>(this.dataSource, FIND_PEER, [
      username,
      actor.id,
    ])
    if (!peer) throw new ChatError('user_not_found')
    if (peer.chatroom === null) this.limits.take('chatrooms', actor.id)
    const { outcome, chatroom } = await this.findOrMake(actor, peer.id)
    if (outcome === 'forbidden') throw new ChatError(outcome, 'They do not take messages from you.')
    if (outcome === 'user_not_found') throw new ChatError(outcome)
    const [room] = await this.chatrooms.views(actor, [chatroom], this.dataSource)
    if (!room) throw new ChatError('unavailable', 'Try again.', { retryAfter: 1 })
    if (outcome === 'made') this.announce(actor, peer.id, room.view.name)
    return { made: outcome === 'made', view: room.view }
  }

  private async findOrMake(actor: Actor, peerId: string): Promise<Opened> {
    const name = RESERVED + randomBytes(NAME_BYTES).toString('base64url')
    const values = [actor.id, peerId, name, foldCase(name), this.log.announce]
    const [opened] = await this.turns.ofUser(actor.id, () => this.dataSource.query<Opened[]>(OPEN, values))
    return opened!
  }

  private announce(actor: Actor, peerId: string, room: string): void {
    audit('room.created', { user_id: actor.id, room })
    for (const id of [actor.id, peerId]) this.people.announce(id)
  }
}
