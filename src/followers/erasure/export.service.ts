// All that there is of somebody, for them to keep: line by line, read no faster than they take it.
import { Inject, Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import type { Actor } from '../../auth/actor.js'
import type { PersonView } from '../../auth/user.view.js'
import { ChatError } from '../../common/errors.js'
import { CONFIG, type Config } from '../../config/config.js'
import { User } from '../../database/entities/index.js'
import { runPrepared, type Prepared } from '../../database/prepared.js'
import { Reads } from '../../database/reads.js'
import { meView } from '../../people/me.view.js'
import { membershipView, type MembershipView } from '../../receipts/membership.view.js'
import { withAddresses, type StoredFile } from '../../room-log/attachment.view.js'
import type { MessageView } from '../../room-log/message.view.js'
import { RoomLog } from '../../room-log/room-log.js'
import {
  EXPORTED_BLOCKS,
  EXPORTED_BROWSERS,
  EXPORTED_MEMBERSHIPS,
  EXPORTED_MESSAGES,
  EXPORTED_REPORTS,
  EXPORTED_REQUESTS,
  EXPORTED_SESSIONS,
  EXPORTED_STARS,
  EXPORTED_UPLOADS,
  EXPORTED_WORDINGS,
} from './export.statements.js'

/** Rows that are read, and held, at once: of messages some hundred kilobytes. */
const PAGE = 50
/** Seconds after which somebody may try again whose other export is still going on. */
const RETRY_AFTER = 60

/** Before the first file. */
const NO_FILE = '00000000-0000-0000-0000-000000000000'

interface MembershipRow {
  place: number
  name: string
  kind: string
  role: string
  joined_at: Date
  me: MembershipView
}

interface SaidRow {
  chatroom_id: number
  n: number
  seq: number
  name: string | null
  log: string | null
}

interface InRoomRow {
  place: number
  name: string
  created_at: Date
}

interface StarRow extends Omit<InRoomRow, 'created_at'> {
  seq: number
}

interface ReportRow extends InRoomRow {
  seq: number
  reason: string
}

interface WordingRow {
  place: number
  message: string | null
  content: unknown
  created_at: Date
}

@Injectable()
export class ExportService {
  /**
   * Ids of users who are being handed theirs, here. What an export takes is the node's: pages in turn with its other readers, and what
   * waits to be read. Over nodes it need not hold, as no limit does that is not about guessing; and what could hold it there would
   * have to outlive whoever reads for hours, and the node that dies meanwhile.
   */
  private readonly going = new Set<string>()

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly log: RoomLog,
    private readonly reads: Reads,
    @Inject(CONFIG) private readonly config: Pick<Config, 'base'>,
  ) {}

  /**
   * Lines of JSON, some at a time. To be read to its end, or ended.
   * @throws ChatError `rate_limited` while another one of this user is going on, or too much of theirs waits; `unavailable`
   */
  async *pieces(actor: Actor): AsyncGenerator<Buffer> {
    if (this.going.has(actor.id))
      throw new ChatError('rate_limited', 'Another export of yours is going on.', { retryAfter: RETRY_AFTER })
    this.going.add(actor.id)
    try {
      for await (const lines of this.lines(actor))
        if (lines.length > 0)
          yield Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 'utf8')
    } finally {
      this.going.delete(actor.id)
    }
  }

  private async *lines(actor: Actor): AsyncGenerator<object[]> {
    const user = await this.dataSource.getRepository(User).findOneByOrFail({ id: actor.id })
    yield [{ type: 'account', account: meView(user, this.config.base) }]
    yield* this.all(actor, 'session', EXPORTED_SESSIONS)
    yield* this.memberships(actor)
    yield* this.paged<InRoomRow>([actor, EXPORTED_REQUESTS, 0], ({ name: chatroom, created_at }) => [
      { type: 'request', chatroom, created_at },
    ])
    yield* this.messages(actor)
    yield* this.paged<{ place: string; file: StoredFile }>([actor, EXPORTED_UPLOADS, NO_FILE], ({ file }) => [
      { type: 'upload', attachment: withAddresses(file, this.config.base) },
    ])
    yield* this.paged<StarRow>([actor, EXPORTED_STARS, 0], ({ name: chatroom, seq }) => [
      { type: 'star', chatroom, seq },
    ])
    yield* this.paged<ReportRow>(
      [actor, EXPORTED_REPORTS, 0],
      ({ name: chatroom, seq, reason, created_at }) => [
        { type: 'report', chatroom, seq, reason, created_at },
      ],
    )
    const blocks = await this.read<PersonView & { created_at: Date }>(actor, EXPORTED_BLOCKS, [actor.id])
    yield blocks.map(({ created_at, ...blocked }) => ({ type: 'block', user: blocked, created_at }))
    yield* this.all(actor, 'push_subscription', EXPORTED_BROWSERS)
  }

  /** Of what there is little: each row as it is. */
  private async *all(actor: Actor, type: string, statement: Prepared): AsyncGenerator<object[]> {
    const rows = await this.read<object>(actor, statement, [actor.id])
    yield rows.map((row) => ({ type, ...row }))
  }

  private memberships(actor: Actor): AsyncGenerator<object[]> {
    return this.paged<MembershipRow>(
      [actor, EXPORTED_MEMBERSHIPS, 0],
      ({ name, kind, role, joined_at, me }) => {
        const view = membershipView(me)
        const { read_seq: read, delivered_seq: delivered, unread, unread_mentions, ...kept } = view
        return [
          { type: 'membership', chatroom: name, kind, role, joined_at, ...kept },
          { type: 'mark', chatroom: name, read, delivered, unread, unread_mentions },
        ]
      },
    )
  }

  /** @param from whose, of what, and before the first of them */
  private async *paged<Row extends { place: number | string }>(
    [actor, statement, first]: [Actor, Prepared, Row['place']],
    linesOf: (row: Row) => object[],
  ): AsyncGenerator<object[]> {
    for (let after: Row['place'] | undefined = first; after !== undefined;) {
      const rows: Row[] = await this.read<Row>(actor, statement, [actor.id, after, PAGE])
      yield rows.flatMap(linesOf)
      after = rows.length === PAGE ? rows.at(-1)!.place : undefined
    }
  }

  /** What is deleted has no words any more; what is in a room that is gone is nowhere. */
  private async *messages(actor: Actor): AsyncGenerator<object[]> {
    for (let after: number[] | undefined = [0, 0]; after;) {
      const rows: SaidRow[] = await this.read<SaidRow>(actor, EXPORTED_MESSAGES, [actor.id, ...after, PAGE])
      const places = rows.flatMap(({ chatroom_id: id, name, log, seq }) =>
        name !== null && log !== null ? [{ room: { id, name, log }, seq, since: 1 }] : [],
      )
      const messages = await this.reads.page(actor.id, (source) => this.log.readMany(places, source))
      const said = messages.flatMap((message, nth) =>
        message && message.type !== 'deleted' && message.type !== 'expired'
          ? [{ message, roomId: places[nth]!.room.id }]
          : [],
      )
      yield said.map(({ message }) => ({ type: 'message', message: ownWords(message) }))
      for (const { message, roomId } of said)
        if (message['edited_at'] !== undefined) yield* this.wordings(actor, message, roomId)
      const last = rows.at(-1)
      after = last && rows.length === PAGE ? [last.chatroom_id, last.n] : undefined
    }
  }

  /** How somebody has put it earlier. Few messages have any. */
  private async *wordings(
    actor: Actor,
    { chatroom, seq }: MessageView,
    roomId: number,
  ): AsyncGenerator<object[]> {
    for (let after: number | undefined = 0; after !== undefined;) {
      const asked = [roomId, seq, after, PAGE]
      const rows: WordingRow[] = await this.read<WordingRow>(actor, EXPORTED_WORDINGS, asked)
      yield rows.map(({ message, content, created_at }) => ({
        ...{ type: 'wording', chatroom, seq, created_at },
        ...(message !== null && { message }),
        ...(content !== null && { content }),
      }))
      after = rows.length === PAGE ? rows.at(-1)!.place : undefined
    }
  }

  private read<Row>(actor: Actor, statement: Prepared, values: unknown[]): Promise<Row[]> {
    return this.reads.page(actor.id, (source) => runPrepared<Row>(source, statement, values))
  }
}

/** Without what others have said and added, which is theirs; and which may be from after the actor has left. */
function ownWords({ reply_to, poll, ...message }: MessageView): object {
  for (const added of ['reactions', 'pinned', 'changed_seq']) delete message[added]
  const { seq } = (reply_to ?? {}) as { seq?: number }
  const { votes: _, ...asked } = (poll ?? {}) as { votes?: object }
  return { ...message, ...(poll ? { poll: asked } : {}), ...(seq !== undefined && { reply_to: { seq } }) }
}
