// The use cases of attachments: take a file in, find one to send, hand one out to those who may see it.
import { Inject, Injectable, Logger } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { isUUID } from 'class-validator'
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { IsNull, type DataSource, type EntityManager, type Repository } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import { ChatError } from '../common/errors.js'
import { RateLimits } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import {
  Attachment,
  AttachmentThumbnail,
  ChatroomHead,
  CHUNK_BYTES,
  Member,
  Message,
  StoredBytes,
  type AttachmentType,
} from '../database/entities/index.js'
import { Reads } from '../database/reads.js'
import { AttachmentRemoval } from './attachment-removal.js'
import { swept } from './attachment-store.js'
import { AttachmentStores } from './attachment-stores.js'
import { attachmentView, type AttachmentView } from '../room-log/attachment.view.js'
import { cleanFilename } from './filename.js'
import { Intake } from './intake.js'
import type { OpenAttachment } from './open-attachment.js'
import { MediaService } from './media/media.service.js'
import { assertConsistent, typeSaid, type Said } from './media/said.js'
import type { Verdict } from './media/verdict.js'
import { webpFile } from './media/webp-file.js'

/** A file on its way in, with what its sender says of it, as far as that is known before the bytes. */
export interface Upload extends Said {
  /** As sent; cleaned before it is kept. */
  filename?: string
}

/** A file that is here already, because it came inside a message. */
export interface InlineUpload extends Upload {
  content: Buffer
}

/** A file of the actor's own, to be sent. */
export interface OwnFile {
  view: AttachmentView
  /** For comparing: its type before anybody had tried to read it. */
  sentAs: AttachmentType
}

/** A file whose bytes are stored, and that nobody can see or send yet. One call of either method ends that. */
export interface Received<Kept = OwnFile> {
  /**
   * Examines and completes it.
   * @param said what the sender says of it, in the end
   * @throws ChatError as `AttachmentsService.receive`; then nothing of it stays behind
   */
  keep(said: Said): Promise<Kept>
  /** Removes it, because of an error. Never throws. */
  giveUp(reason: unknown): Promise<void>
}

/** How long an answer waits for a removal, in milliseconds: with what the store took, it still comes within 10 s. */
const PATIENCE_MS = 1000
/** Seconds between signs of life of an upload, at most. */
const MAX_SILENCE = 3600

const notFound = () => new ChatError('attachment_not_found')

@Injectable()
export class AttachmentsService {
  private readonly logger = new Logger('Attachments')

  constructor(
    @InjectRepository(Attachment) private readonly attachments: Repository<Attachment>,
    private readonly stores: AttachmentStores,
    private readonly removal: AttachmentRemoval,
    private readonly limits: RateLimits,
    private readonly reads: Reads,
    private readonly media: MediaService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Takes the bytes of a file in as they come. Whatever goes wrong, nothing of it stays behind; after a crash, what stays is a
   * row that is not `complete`, which nobody can see or send, and which is swept.
   * @throws ChatError `payload_too_large`, `unsupported_media_type`, `validation_failed` (an empty file), `unavailable`
   */
  async receive(
    actor: Actor,
    upload: Upload | InlineUpload,
    bytes: AsyncIterable<Buffer>,
  ): Promise<Received> {
    await this.limits.consume('uploads', actor.id)
    const id = randomUUID()
    const filename = cleanFilename(upload.filename)
    const intake = new Intake(
      this.config.MAX_ATTACHMENT_BYTES,
      typeSaid(upload),
      this.config.MAX_IMAGE_PIXELS,
    )
    const life = this.showLife(id)
    const giveUp = async (error: unknown) => {
      await this.soon(id, this.remove(id, error))
      clearInterval(life)
    }
    const orGiveUp = async <T>(work: () => Promise<T>): Promise<T> => {
      try {
        return await work()
      } catch (error) {
        await giveUp(error)
        throw error
      }
    }
    await orGiveUp(async () => {
      await this.begin(id, actor, filename)
      await this.stores.current.write(id, intake.through(bytes))
    })
    const complete = async (said: Said) => {
      const inline = 'content' in upload ? upload.content : undefined
      assertConsistent(said, inline && 'attachment.')
      const known = intake.result(typeSaid(said), inline ? 'attachment.content' : 'file')
      const again = () => (inline ? pieces(inline) : this.stores.current.read(id, 0, known.size, actor.id))
      const verdict = await this.media.judge(actor, { known, said, bytes: again })
      await this.complete(id, actor, verdict, known.type)
      clearInterval(life)
      const view = attachmentView({ id, filename, ...verdict.columns }, this.config.base)
      return { view, sentAs: known.type }
    }
    return { keep: (said) => orGiveUp(() => complete(said)), giveUp }
  }

  /** Bytes of a file that are in memory while it comes in. */
  get gathers(): number {
    return this.stores.current.gathers
  }

  /**
   * Takes in a file that came whole, inside a message.
   * @throws ChatError as `receive`
   */
  async storeInline(actor: Actor, upload: InlineUpload): Promise<OwnFile> {
    assertConsistent(upload, 'attachment.')
    const received = await this.receive(actor, upload, pieces(upload.content))
    return received.keep(upload)
  }

  /**
   * An upload of the actor's own, to send.
   * @throws ChatError `attachment_not_found`: also for somebody else's, for one that is not complete, for no id at all
   */
  async findOwn(actor: Actor, id: string): Promise<OwnFile> {
    if (!isUUID(id)) throw notFound()
    const found = await this.attachments.findOneBy({ id, uploaderId: actor.id, complete: true })
    if (!found) throw notFound()
    return { view: attachmentView(found, this.config.base), sentAs: found.sentAs }
  }

  /**
   * A file to read: for its uploader, and for who is now a member of a room that it was sent to, and can read that message.
   * @throws ChatError `attachment_not_found` for everybody else
   */
  async open(actor: Actor, id: string): Promise<OpenAttachment> {
    if (!isUUID(id)) throw notFound()
    const found = await this.reads.page(actor.id, (source) => this.findReadable(source, actor, id))
    if (!found) throw notFound()
    return {
      view: attachmentView(found, this.config.base),
      read: (start, end) => this.stores.of(found).read(found.id, start, end, actor.id),
    }
  }

  /**
   * The thumbnail of a picture: for who may read the picture.
   * @throws ChatError `attachment_not_found` for everybody else, and where there is none
   */
  async openThumbnail(actor: Actor, id: string): Promise<OpenAttachment> {
    if (!isUUID(id)) throw notFound()
    const found = await this.reads.page(actor.id, async (source) =>
      (await this.findReadable(source, actor, id))
        ? source.getRepository(AttachmentThumbnail).findOneBy({ attachmentId: id })
        : null,
    )
    if (!found) throw notFound()
    return webpFile('thumbnail.webp', found.data)
  }

  private findReadable(source: DataSource, actor: Actor, id: string): Promise<Attachment | null> {
    const query = source.getRepository(Attachment).createQueryBuilder('attachment')
    const sentToMe = query
      .subQuery()
      .select('1')
      .from(Message, 'sent')
      .innerJoin(Member, 'member', 'member.chatroomId = sent.chatroomId')
      .innerJoin(ChatroomHead, 'head', 'head.chatroomId = sent.chatroomId')
      .where('sent.attachmentId = attachment.id AND member.userId = :me')
      .andWhere('sent.seq >= readable_since("member", head.settings) AND is_said("sent")')
    const shown = query
      .subQuery()
      .select('1')
      .from(Message, 'shown')
      .where('shown.attachmentId = attachment.id AND is_said("shown")')
    const mine = `attachment.uploaderId = :me AND (attachment.usedAt IS NULL OR EXISTS ${shown.getQuery()})`
    return query
      .where('attachment.id = :id AND attachment.complete')
      .andWhere(`(${mine} OR EXISTS ${sentToMe.getQuery()})`)
      .setParameters({ id, me: actor.id })
      .getOne()
  }

  /**
   * Removes a file that no message refers to; one that is in use stays. Never throws, and never keeps a sender waiting for
   * a store that fails: what could not be removed is swept.
   */
  async discard(id: string): Promise<void> {
    const removed = this.removal.claim(id).then((claimed) => claimed && this.removal.remove(claimed))
    await this.soon(id, removed)
  }

  private async begin(id: string, actor: Actor, filename: string): Promise<void> {
    await this.assertQuota(this.attachments.manager, actor, 0)
    await this.attachments.insert({
      id,
      uploaderId: actor.id,
      filename,
      type: 'document',
      mimeType: 'application/octet-stream',
      size: 0,
      sha256: Buffer.alloc(0),
      complete: false,
      store: this.stores.current.name,
    })
  }

  /** The count is locked by being changed: of several files that end at once, each is judged with those before it. */
  private async complete(
    id: string,
    actor: Actor,
    { columns, thumbnail }: Verdict,
    sentAs: AttachmentType,
  ): Promise<void> {
    await this.attachments.manager.transaction(async (manager) => {
      const { affected } = await manager.update(
        Attachment,
        { id, removingAt: IsNull() },
        { ...columns, sentAs, complete: true },
      )
      if (!affected) throw swept()
      if (thumbnail) await manager.insert(AttachmentThumbnail, { attachmentId: id, data: thumbnail })
      await this.assertQuota(manager, actor, 1)
    })
  }

  /** @param margin 1 where the file is counted already: the limit itself is then allowed */
  private async assertQuota(manager: EntityManager, { id }: Actor, margin: 0 | 1): Promise<void> {
    const limit = this.config.MAX_STORED_BYTES_PER_USER
    const stored = await manager.findOneBy(StoredBytes, { userId: id })
    if ((stored?.bytes ?? 0) < limit + margin) return
    throw new ChatError(
      'payload_too_large',
      `Your files may take at most ${limit} bytes here (the setting MAX_STORED_BYTES_PER_USER).`,
    )
  }

  /** A file that is coming in is no leftover, however long it takes. */
  private showLife(id: string): NodeJS.Timeout {
    const every = Math.min(this.config.ATTACHMENT_UNUSED_TTL / 3, MAX_SILENCE)
    return setInterval(() => {
      // Without the database there is no sweep either.
      this.attachments.update({ id, complete: false }, { createdAt: () => 'now()' }).catch(() => undefined)
    }, every * 1000)
  }

  /** Removes what was taken in so far, even if the row is gone: nobody has been told of it. */
  private async remove(id: string, error: unknown): Promise<void> {
    await this.removal.claim(id)
    const claimed = { id, store: this.stores.current.name }
    const unsure = error instanceof ChatError && error.code === 'unavailable'
    // The store may yet carry out what it did not answer. The row stays, so that the sweep looks again.
    if (unsure) await this.removal.removeBytes(claimed)
    else await this.removal.remove(claimed)
  }

  /** The first error is the one worth telling, and telling soon; what the removal leaves behind is swept. */
  private async soon(id: string, removal: Promise<void>): Promise<void> {
    const quiet = removal.catch((error: Error) =>
      this.logger.warn(`Attachment ${id} was given up but not removed: ${error.message}`),
    )
    const timer = new AbortController()
    await Promise.race([
      quiet,
      setTimeout(PATIENCE_MS, undefined, { signal: timer.signal }).catch(() => undefined),
    ])
    timer.abort()
  }
}

/** In pieces, so that hashing a large file does not hold up everybody else. */
async function* pieces(content: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < content.length; start += CHUNK_BYTES)
    yield content.subarray(start, start + CHUNK_BYTES)
}
