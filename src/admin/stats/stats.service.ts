// How much there is of everything: counted where that is cheap, and estimated where it would not be.
import { Injectable } from '@nestjs/common'
import type { KeyHolder } from '../../auth/server-keys.js'
import { runPrepared, type Prepared } from '../../database/prepared.js'
import { NOT_ERASED } from '../../database/entities/index.js'
import { Reads } from '../../database/reads.js'
import { NodeActivity } from './node-activity.js'
import type { StatsView } from './stats.view.js'

/** Rows that are counted one by one; of more, PostgreSQL's own estimate is good enough. */
const MOST_COUNTED = 100_000

const countOf = (table: string, where = 'true') => `
  CASE WHEN (SELECT reltuples FROM pg_class WHERE oid = '${table}'::regclass) > ${MOST_COUNTED}
    THEN (SELECT reltuples::bigint FROM pg_class WHERE oid = '${table}'::regclass)
    ELSE (SELECT count(*) FROM ${table} WHERE ${where}) END`

/** What rooms hold is summed up of their heads: of what was said, nothing is looked at. */
export const STORED: Prepared = {
  name: 'stored',
  text: `
    SELECT ${countOf('users', `erased = '${NOT_ERASED}'`)} AS users, h.chatrooms, h.messages,
      ${countOf('attachments')} AS attachments, (SELECT coalesce(sum(bytes), 0)::bigint FROM stored_bytes) AS bytes
    FROM (SELECT count(*) AS chatrooms, coalesce(sum(last_n), 0)::bigint AS messages FROM chatroom_heads) h`,
}

interface Row {
  users: number
  chatrooms: number
  messages: number
  attachments: number
  bytes: number
}

@Injectable()
export class StatsService {
  constructor(
    private readonly reads: Reads,
    private readonly activity: NodeActivity,
  ) {}

  /** @throws ChatError `unavailable` */
  async read(holder: KeyHolder): Promise<StatsView> {
    const [[row], activity] = await Promise.all([
      this.reads.page(holder.id, (source) => runPrepared<Row>(source, STORED, [])),
      this.activity.ofAll(),
    ])
    const { users, chatrooms, messages, attachments: count, bytes } = row!
    return { users, chatrooms, messages, attachments: { count, bytes }, ...activity }
  }
}
