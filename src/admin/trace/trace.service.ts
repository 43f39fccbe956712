// Why somebody did, or did not, get a message: what the database knows of it, and what the nodes remember.
import { randomBytes } from 'node:crypto'
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common'
import type { KeyHolder } from '../../auth/server-keys.js'
import { Questions } from '../../bus/questions.js'
import { ChatError } from '../../common/errors.js'
import { CONFIG, type Config } from '../../config/config.js'
import { NOT_ERASED } from '../../database/entities/index.js'
import { runPrepared, type Prepared } from '../../database/prepared.js'
import { Reads } from '../../database/reads.js'
import { DeliveryTrace, type Traced } from '../../room-feed/delivery-trace.js'
import type { TraceQuery } from './trace.dto.js'
import type { TraceView, WrittenView } from './trace.view.js'

const TOPIC = 'trace'
/** Connections that one node tells of: its answer must fit into one payload of the bus. */
const MOST_TOLD = 50
/** Entries before a message among which is looked for how somebody came who is no member any more, or came again. */
const LOOKED_BACK = 20_000

/** $1 a room's name, $2 seq, $3 a username: a row where there is such a room. */
export const TRACE: Prepared = {
  name: 'trace',
  text: `
    SELECT c.id AS room_id, u.id AS user_id, s.created_at AS stored, p.at AS pushed, m.read, m.delivered,
      CASE WHEN m.muted_until > now() THEN m.muted_until END AS muted,
      CASE WHEN m.joined_seq <= $2 THEN m.joined_at ELSE came.at END AS member_since
    FROM (SELECT c.id FROM chatrooms c WHERE c.name = $1 LIMIT 1) c
    CROSS JOIN LATERAL (SELECT h.last_n FROM chatroom_heads h WHERE h.chatroom_id = c.id LIMIT 1) h
    LEFT JOIN LATERAL (
      SELECT u.id FROM users u WHERE u.username = $3 AND u.erased = '${NOT_ERASED}' LIMIT 1
    ) u ON true
    LEFT JOIN LATERAL (
      SELECT o.created_at FROM messages o WHERE o.chatroom_id = c.id AND o.seq = $2 LIMIT 1
    ) s ON true
    LEFT JOIN LATERAL (
      SELECT p.at FROM push_notices p WHERE p.user_id = u.id AND p.chatroom_id = c.id AND p.seq >= $2 LIMIT 1
    ) p ON true
    LEFT JOIN LATERAL (
      SELECT m.joined_seq, m.joined_at, m.muted_until, k.read, k.delivered
      FROM members m CROSS JOIN LATERAL marks_of(m, h.last_n) k
      WHERE m.chatroom_id = c.id AND m.user_id = u.id LIMIT 1
    ) m ON true
    LEFT JOIN LATERAL (
      SELECT CASE WHEN e.type = 'joined' THEN e.created_at END AS at
      FROM (
        SELECT * FROM messages e WHERE e.chatroom_id = c.id AND e.seq <= $2 AND e.target_seq IS NULL
        ORDER BY e.seq DESC LIMIT ${LOOKED_BACK}
      ) e
      WHERE coalesce(m.joined_seq > $2, true)
        AND (e.type IN ('joined', 'left') AND e.sender_id = u.id OR e.type IN ('removed', 'banned') AND e.user_id = u.id)
      ORDER BY e.seq DESC LIMIT 1
    ) came ON true`,
}

interface Row {
  room_id: number
  user_id: string | null
  stored: Date | null
  pushed: Date | null
  read: number | null
  delivered: number | null
  muted: Date | null
  member_since: Date | null
}

/** What a node answers: its name, and what it remembers. */
interface Told extends Traced {
  node: string
}

@Injectable()
export class TraceService implements OnModuleInit {
  private readonly node: string

  constructor(
    private readonly trace: DeliveryTrace,
    private readonly questions: Questions,
    private readonly reads: Reads,
    @Inject(CONFIG) config: Pick<Config, 'NODE_NAME'>,
  ) {
    this.node = config.NODE_NAME ?? randomBytes(6).toString('base64url')
  }

  onModuleInit(): void {
    this.questions.register(TOPIC, ([roomId, seq, userId]) => {
      const found = this.trace.find(Number(roomId), Number(seq), String(userId))
      const { node } = this
      return { node, ...found, written: found.written.slice(-MOST_TOLD) } satisfies Told
    })
  }

  /** @throws ChatError `chatroom_not_found`, `message_not_found`, `user_not_found`, `unavailable` */
  async read(holder: KeyHolder, { chatroom, seq, username }: TraceQuery): Promise<TraceView> {
    const values = [chatroom.normalize('NFC'), seq, username.toLowerCase()]
    const [row] = await this.reads.page(holder.id, (source) => runPrepared<Row>(source, TRACE, values))
    if (!row) throw new ChatError('chatroom_not_found')
    if (!row.stored) throw new ChatError('message_not_found')
    if (!row.user_id) throw new ChatError('user_not_found')
    const answers = await this.questions.ask(TOPIC, row.room_id, seq, row.user_id)
    const told = answers.filter(isTold)
    const { read, delivered } = row
    return {
      stored: row.stored.toISOString(),
      announced: earliest(told.map((each) => each.announced)),
      written: told.flatMap(writtenBy).toSorted((a, b) => (a.at < b.at ? -1 : 1)),
      delivered: earliest(told.map((each) => each.delivered)),
      read: earliest(told.map((each) => each.read)),
      marks: read === null || delivered === null ? null : { read, delivered },
      pushed: row.pushed?.toISOString() ?? null,
      member_at_the_time: row.member_since?.toISOString() ?? null,
      muted: row.muted?.toISOString() ?? null,
      nodes: told.length,
    }
  }
}

const timeOf = (at: number): string => new Date(at).toISOString()

const writtenBy = ({ node, written }: Told): WrittenView[] =>
  written.map(([connection, at]) => ({ node, connection, at: timeOf(at) }))

function earliest(times: (number | null)[]): string | null {
  const known = times.filter((time) => time !== null)
  return known.length > 0 ? timeOf(Math.min(...known)) : null
}

/** The year 2255: what is beyond was made up. */
const LAST_TIME = 9e12
const isTime = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < LAST_TIME
const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= 64

function isTold(answer: unknown): answer is Told {
  if (typeof answer !== 'object' || answer === null) return false
  const { node, announced, delivered, read, written } = answer as Partial<Told>
  return (
    isName(node) &&
    [announced, delivered, read].every((time) => time === null || isTime(time)) &&
    Array.isArray(written) &&
    written.every((each) => Array.isArray(each) && isName(each[0]) && isTime(each[1]))
  )
}
