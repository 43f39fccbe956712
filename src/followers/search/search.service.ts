// Finds messages by their words, in the rooms that somebody is in.
import { Injectable } from '@nestjs/common'
import type { DataSource } from 'typeorm'
import type { Actor } from '../../auth/actor.js'
import { chatroomName } from '../../common/chatroom-name.js'
import { momentOf } from '../../common/moment.js'
import { partsOfCursor, toCursor } from '../../common/paging.js'
import { ERASED_USERNAME } from '../../common/username.js'
import { runPrepared } from '../../database/prepared.js'
import { Reads } from '../../database/reads.js'
import { MembershipService } from '../../membership/membership.service.js'
import { RoomLog } from '../../room-log/room-log.js'
import { findIn } from './highlights.js'
import { parseQuery, type Query } from './query.js'
import { pageOfFound, type Asked, type SearchedRoom, type Spot } from './search-pages.js'
import { FIND_SENDER, SEARCHED_ROOMS } from './search-statements.js'
import type { SearchQuery, SearchResult, SearchResults } from './search.dto.js'

const SPOT = /^(\d{1,14})\.(\d{1,16})\.(\d{1,16})$/

@Injectable()
export class SearchService {
  constructor(
    private readonly membership: MembershipService,
    private readonly log: RoomLog,
    private readonly reads: Reads,
  ) {}

  /**
   * Newest first. A page may hold fewer than `limit`, and still have a next.
   * @throws ChatError `validation_failed`; `chatroom_not_found`, `not_a_member` for the one room that is asked about;
   *   `rate_limited`, `unavailable`
   */
  async find(actor: Actor, asked: SearchQuery): Promise<SearchResults> {
    const query = parseQuery(asked.q)
    const { chatroom, cursor, before } = asked
    const below = earlier(cursor === undefined ? undefined : spotIn(cursor), before)
    const room =
      chatroom === undefined
        ? undefined
        : (await this.membership.authorize(actor, chatroomName(chatroom, 'chatroom'), 'read')).room
    return this.reads.page(actor.id, async (source) => {
      const rooms = await runPrepared<SearchedRoom>(source, SEARCHED_ROOMS, [actor.id, room?.id ?? null])
      const sender = asked.sender === undefined ? null : await senderNamed(source, asked.sender)
      if (sender === undefined) return { results: [], next_cursor: null }
      const { found, next } = await pageOfFound(source, { ...filters(asked), query, rooms, sender, below })
      const results = await this.resultsAt(source, found, rooms, query)
      return { results, next_cursor: next && toCursor(`${next.at.getTime()}.${next.room}.${next.seq}`) }
    })
  }

  /** As they are now: one that was changed or deleted a moment ago is only found by its new words. */
  private async resultsAt(
    source: DataSource,
    found: readonly Spot[],
    rooms: readonly SearchedRoom[],
    query: Query,
  ): Promise<SearchResult[]> {
    const byId = new Map(rooms.map((room) => [room.id, room]))
    const places = found.map(({ room: id, seq }) => {
      const room = byId.get(id)!
      return { room, seq, since: room.since }
    })
    const messages = await this.log.readMany(places, source)
    return messages.flatMap((message) => {
      const where = message && findIn(message, query)
      return where ? [{ message, ...where }] : []
    })
  }
}

const filters = ({ type, after, limit }: SearchQuery): Pick<Asked, 'type' | 'from' | 'limit'> => ({
  type: type ?? null,
  from: after === undefined ? '-infinity' : momentOf(after)!,
  limit,
})

function spotIn(cursor: string): Spot {
  const [, at, room, seq] = partsOfCursor(cursor, SPOT)
  return { at: new Date(Number(at)), room: Number(room), seq: Number(seq) }
}

/** Of where a page begins and the time that everything is before, what is earlier. */
function earlier(spot: Spot | undefined, before: string | undefined): Spot | undefined {
  if (before === undefined) return spot
  const at = momentOf(before)!
  return spot && spot.at < at ? spot : { at, room: 0, seq: 0 }
}

/** @returns undefined where nobody is called so */
async function senderNamed(source: DataSource, name: string): Promise<string | undefined> {
  const username = name.toLowerCase()
  if (username === ERASED_USERNAME) return undefined
  const [sender] = await runPrepared<{ id: string }>(source, FIND_SENDER, [username])
  return sender?.id
}
