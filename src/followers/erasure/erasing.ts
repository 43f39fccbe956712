// What is left to do for somebody who is erased, part by part: each is a statement that commits by itself, and may be done again.
import { Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import { AttachmentRemoval, type Claimed } from '../../attachments/attachment-removal.js'
import { audit } from '../../common/audit.js'
import { MembershipService } from '../../membership/membership.service.js'
import { RequestNotices } from '../../membership/request-notices.js'
import { RoomLog } from '../../room-log/room-log.js'

/** Messages that go under one lock of their room: nobody waits long to say something there. */
const SAID_AT_ONCE = 50
const ROWS_AT_ONCE = 500
const CLIENT_IDS_AT_ONCE = 100
const FILES_AT_ONCE = 20

export const ERASE_MEMBERSHIP = 'SELECT * FROM erase_membership($1, $2)'
export const ERASE_SAID = 'SELECT * FROM erase_said($1, $2, $3, $4, $5)'
const KEEP_PLACE = 'UPDATE erasures SET chatroom_id = $2, n = $3 WHERE user_id = $1'
export const ERASE_CLIENT_IDS = 'SELECT erase_client_ids($1, $2) AS more'
export const ERASE_REQUESTS = 'DELETE FROM join_requests WHERE user_id = $1 RETURNING chatroom_id'
export const ERASE_LEFTOVERS = 'SELECT erase_leftovers($1, $2) AS more'

/** $1 user, $2 how many of their files that no message shows: from now on nobody can see, complete or send these. */
export const CLAIM_FILES = `
  UPDATE attachments SET complete = false, removing_at = now(), filename = '', sha256 = '', blurhash = NULL, waveform = NULL
  WHERE id = ANY (ARRAY(
    SELECT a.id FROM attachments a WHERE a.uploader_id = $1 AND a.used_at IS NULL LIMIT $2 FOR NO KEY UPDATE
  )) RETURNING id, store`

/** Somebody who is erased, and up to where what they have said is deleted. */
export interface Erased {
  user_id: string
  chatroom_id: number
  n: number
}

interface Left {
  chatroom: number | null
  name: string
  log: string | null
  first: number
  last: number
  successor: string | null
  deleted: boolean
}

interface Unsaid {
  chatroom: number | null
  n: number
  name: string | null
  log: string | null
  first: number
  last: number
  released: string[] | null
}

@Injectable()
export class Erasing {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly log: RoomLog,
    private readonly membership: MembershipService,
    private readonly requests: RequestNotices,
    private readonly removal: AttachmentRemoval,
  ) {}

  /**
   * The next part. First they leave: from then on nothing more can come.
   * @returns whether there is more
   */
  async part(erased: Erased): Promise<boolean> {
    return (
      (await this.leave(erased)) ||
      (await this.unsay(erased)) ||
      (await this.more(ERASE_CLIENT_IDS, erased, CLIENT_IDS_AT_ONCE)) ||
      (await this.withdraw(erased)) ||
      (await this.removeFiles(erased)) ||
      (await this.more(ERASE_LEFTOVERS, erased, ROWS_AT_ONCE))
    )
  }

  private async leave({ user_id }: Erased): Promise<boolean> {
    const [left] = await this.dataSource.query<[Left]>(ERASE_MEMBERSHIP, [user_id, this.log.announce])
    const { chatroom, name, log, first, last, successor, deleted } = left
    if (chatroom === null) return false
    if (log === null) return true
    const room = { id: chatroom, name, log }
    audit('member.left', { user_id, room: name })
    if (successor) audit('role.changed', { user_id: successor, room: name, role: 'owner' })
    if (deleted) this.membership.deleted.next(room)
    else await this.log.publishWritten(room, first, last)
    return true
  }

  private async unsay(erased: Erased): Promise<boolean> {
    const values = [erased.user_id, erased.chatroom_id, erased.n, SAID_AT_ONCE, this.log.announce]
    const [unsaid] = await this.dataSource.query<[Unsaid]>(ERASE_SAID, values)
    const { chatroom, n, name, log, first, last, released } = unsaid
    if (chatroom === null) return false
    // What it has deleted is known by its type: a place that is not kept is only looked at once more.
    Object.assign(erased, { chatroom_id: chatroom, n })
    await this.dataSource.query(KEEP_PLACE, [erased.user_id, chatroom, n])
    if (released) this.log.released.next(released)
    if (name === null) await this.log.purge(chatroom)
    else if (log !== null) await this.log.publishWritten({ id: chatroom, name, log }, first, last)
    return true
  }

  private async withdraw({ user_id }: Erased): Promise<boolean> {
    const [rows] = await this.dataSource.query<[{ chatroom_id: number }[]]>(ERASE_REQUESTS, [user_id])
    for (const { chatroom_id } of rows) this.requests.changed(chatroom_id, user_id)
    return rows.length > 0
  }

  private async removeFiles({ user_id }: Erased): Promise<boolean> {
    const [files] = await this.dataSource.query<[Claimed[]]>(CLAIM_FILES, [user_id, FILES_AT_ONCE])
    for (const each of files) await this.removal.remove(each)
    return files.length > 0
  }

  private async more(statement: string, { user_id }: Erased, most: number): Promise<boolean> {
    const [{ more }] = await this.dataSource.query<[{ more: boolean }]>(statement, [user_id, most])
    return more
  }
}
