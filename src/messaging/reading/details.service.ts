// One message, and what belongs to it alone: its reactions and votes one by one, and its earlier wordings.
import { Injectable } from '@nestjs/common'
import type { Actor } from '../../auth/actor.js'
import type { PersonView } from '../../auth/user.view.js'
import { fromCursor, toPage, type PageQuery } from '../../common/paging.js'
import { runPrepared, type Prepared } from '../../database/prepared.js'
import { Reads } from '../../database/reads.js'
import type { Access } from '../../membership/membership.service.js'
import { assertAllowed } from '../../membership/policy.js'
import { logOf } from '../../room-log/log-row.js'
import type { MessageView } from '../../room-log/message.view.js'
import { RoomLog } from '../../room-log/room-log.js'
import type { ReactionPage, VersionPage, VotePage } from './details.view.js'
import { nothingThere, Places, type Address } from './places.js'

/** $1 chatroom id, $2 seq, $3 its log. Who has said what is there; no row where that was not said, or its time is over. */
export const FIND_SAID = {
  name: 'find_said',
  text: `
    SELECT m.sender_id FROM messages m
    WHERE m.chatroom_id = $1 AND m.seq = $2 AND m.n IS NOT NULL AND NOT is_over(m) AND ${logOf('$1')} = $3`,
}

/** $1 chatroom id, $2 seq, $3 after which place, $4 limit, $5 its log. `place` is the seq of the entry that says so. */
const ofEverybody = (table: string, column: string) => `
  SELECT e.entry_seq AS place, e.${column}, e.created_at, u.id, u.username, u.display_name
  FROM (
    SELECT * FROM ${table} e
    WHERE e.chatroom_id = $1 AND e.seq = $2 AND e.entry_seq > $3 AND ${logOf('$1')} = $5
    ORDER BY e.entry_seq LIMIT $4
  ) e
  JOIN LATERAL (SELECT * FROM users u WHERE u.id = e.user_id LIMIT 1) u ON true
  ORDER BY e.entry_seq`

export const REACTIONS = { name: 'reactions', text: ofEverybody('message_reactions', 'emoji') }
export const VOTES = { name: 'votes', text: ofEverybody('poll_votes', 'options') }

/** The same for earlier wordings. */
export const VERSIONS = {
  name: 'versions',
  text: `
    SELECT v.version_seq AS place, v.message, v.content, v.created_at FROM message_versions v
    WHERE v.chatroom_id = $1 AND v.seq = $2 AND v.version_seq > $3 AND ${logOf('$1')} = $5
    ORDER BY v.version_seq LIMIT $4`,
}

interface Row {
  place: number
  created_at: Date
}
interface ReactionRow extends Row, PersonView {
  emoji: string
}
interface VoteRow extends Row, PersonView {
  options: number[]
}
interface VersionRow extends Row {
  message: string | null
  content: unknown
}

@Injectable()
export class DetailsService {
  constructor(
    private readonly places: Places,
    private readonly log: RoomLog,
    private readonly reads: Reads,
  ) {}

  /** An entry of the log. @throws ChatError as `Places.find`, and `rate_limited`, `unavailable` */
  async message(actor: Actor, address: Address): Promise<MessageView> {
    const { room, since } = await this.places.find(actor, address)
    const refs = [{ room, seq: address.seq, since }]
    const [message] = await this.reads.page(actor.id, (source) => this.log.readMany(refs, source))
    if (!message) throw nothingThere()
    return message
  }

  /** Who has reacted, the first first. @throws ChatError as `message`, also for what was not said */
  async reactions(actor: Actor, address: Address, page: PageQuery): Promise<ReactionPage> {
    const { rows, next_cursor } = await this.list<ReactionRow>(actor, address, page, REACTIONS)
    const reactions = rows.map(({ emoji, ...row }) => ({ user: person(row), emoji, ...time(row) }))
    return { reactions, next_cursor }
  }

  /** Who has voted, the first first. @throws ChatError as `reactions` */
  async votes(actor: Actor, address: Address, page: PageQuery): Promise<VotePage> {
    const { rows, next_cursor } = await this.list<VoteRow>(actor, address, page, VOTES)
    const votes = rows.map(({ options, ...row }) => ({ user: person(row), options, ...time(row) }))
    return { votes, next_cursor }
  }

  /**
   * Earlier wordings, the first first: for its author, and for who may moderate.
   * @throws ChatError as `reactions`, and `forbidden`
   */
  async versions(actor: Actor, address: Address, page: PageQuery): Promise<VersionPage> {
    const forAuthor = (author: string, access: Access) => {
      if (author !== actor.id) assertAllowed(access, 'moderate')
    }
    const { rows, next_cursor } = await this.list<VersionRow>(actor, address, page, VERSIONS, forAuthor)
    const versions = rows.map(({ message, content, ...row }) => ({
      ...(message !== null && { message }),
      ...(content !== null && { content }),
      ...time(row),
    }))
    return { versions, next_cursor }
  }

  /** @param assertMay throws unless the actor may see this of what `author` has said */
  private async list<R extends Row>(
    actor: Actor,
    address: Address,
    { limit, cursor }: PageQuery,
    statement: Prepared,
    assertMay?: (author: string, access: Access) => void,
  ): Promise<{ rows: R[]; next_cursor: string | null }> {
    const after = cursor === undefined ? 0 : fromCursor(cursor)
    const access = await this.places.find(actor, address)
    const { id, log } = access.room
    return this.reads.page(actor.id, async (source) => {
      const [said] = await runPrepared<{ sender_id: string }>(source, FIND_SAID, [id, address.seq, log])
      if (!said) throw nothingThere()
      assertMay?.(said.sender_id, access)
      const rows = await runPrepared<R>(source, statement, [id, address.seq, after, limit + 1, log])
      return toPage(rows, limit, (row) => row.place)
    })
  }
}

const person = ({ id, username, display_name }: PersonView): PersonView => ({ id, username, display_name })
const time = ({ created_at }: Row) => ({ created_at: created_at.toISOString() })
