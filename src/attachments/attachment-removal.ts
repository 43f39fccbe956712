// How an attachment that no message refers to goes: first it becomes invisible, then its bytes go, then its row, so that
// whatever is interrupted is still known and can be finished.
import { Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { In, IsNull, Not, type Repository } from 'typeorm'
import { Attachment } from '../database/entities/index.js'
import { AttachmentStores } from './attachment-stores.js'

/** An attachment that is being removed: it can no longer be seen, completed or sent. */
export type Claimed = Pick<Attachment, 'id' | 'store'>

/**
 * The log's writer locks the row of an attachment that it is about to use: one that is locked is skipped, one that was used
 * is no longer `used_at IS NULL`. So either the message or the removal comes first, and the other finds out.
 */
const CLAIM_UNUSED = `
  UPDATE attachments SET complete = false, removing_at = now() WHERE id = ANY (ARRAY(
    SELECT id FROM attachments
    WHERE used_at IS NULL AND store = ANY ($3)
      AND (created_at < now() - $1 * interval '1 second' OR removing_at IS NOT NULL)
      AND (removing_at IS NULL OR removing_at < now() - $2 * interval '1 second')
    ORDER BY created_at LIMIT $4 FOR UPDATE SKIP LOCKED
  )) RETURNING id, store`

export interface DueOptions {
  /** Seconds since their upload. */
  age: number
  /** Seconds after which a removal counts as broken off, and is claimed again. */
  retry: number
  limit: number
}

@Injectable()
export class AttachmentRemoval {
  constructor(
    @InjectRepository(Attachment) private readonly attachments: Repository<Attachment>,
    private readonly stores: AttachmentStores,
  ) {}

  /** Takes one out of use; nothing if it is in use, or gone. */
  async claim(id: string): Promise<Claimed | undefined> {
    const { raw } = await this.attachments
      .createQueryBuilder()
      .update()
      .set({ complete: false, removingAt: () => 'now()' })
      .where({ id, usedAt: IsNull() })
      .returning(['id', 'store'])
      .execute()
    return (raw as Claimed[])[0]
  }

  /** Those of these that the log has taken out of use, with the deletion of the last message that showed them. */
  findReleased(ids: readonly string[]): Promise<Claimed[]> {
    return this.attachments.find({
      select: { id: true, store: true },
      where: { id: In([...ids]), usedAt: IsNull(), removingAt: Not(IsNull()) },
    })
  }

  /** Takes out of use what no message uses, oldest first, and what was before but is still there. No two nodes get the same. */
  async claimUnused({ age, retry, limit }: DueOptions): Promise<Claimed[]> {
    const [rows] = await this.attachments.query<[Claimed[], number]>(CLAIM_UNUSED, [
      age,
      retry,
      this.stores.names,
      limit,
    ])
    return rows
  }

  /**
   * Removes the bytes.
   * @throws ChatError `unavailable`
   */
  async removeBytes(claimed: Claimed): Promise<void> {
    await this.stores.of(claimed).remove(claimed.id)
  }

  /** Removes the bytes, and then what is known of them. @throws ChatError `unavailable` */
  async remove(claimed: Claimed): Promise<void> {
    await this.removeBytes(claimed)
    await this.attachments.delete({ id: claimed.id, complete: false, usedAt: IsNull() })
  }
}
