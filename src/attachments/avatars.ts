// Pictures of people and of chatrooms: small copies of what was uploaded, in the database.
import { Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { isUUID } from 'class-validator'
import type { Repository } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import { ChatError } from '../common/errors.js'
import { RateLimits } from '../common/rate-limits.js'
import { Attachment, AttachmentThumbnail, Avatar } from '../database/entities/index.js'
import { Reads } from '../database/reads.js'
import { MediaService } from './media/media.service.js'
import { webpFile } from './media/webp-file.js'
import type { OpenAttachment } from './open-attachment.js'

const notFound = () => new ChatError('attachment_not_found')

@Injectable()
export class Avatars {
  constructor(
    @InjectRepository(Attachment) private readonly attachments: Repository<Attachment>,
    private readonly media: MediaService,
    private readonly reads: Reads,
    private readonly limits: RateLimits,
  ) {}

  /**
   * A copy of a picture that the actor has uploaded: WebP of 256 × 256 pixels at the most. It is kept by `keep_avatar` (SQL), with
   * what the picture is of; the one before goes by itself.
   * @throws ChatError `attachment_not_found`: also for somebody else's, for one that is not complete, for no id at all;
   *   `validation_failed` for what is no picture; `rate_limited`, `unavailable`
   */
  async make(actor: Pick<Actor, 'id'>, attachmentId: string): Promise<Buffer> {
    await this.limits.consume('uploads', actor.id)
    if (!isUUID(attachmentId)) throw notFound()
    const own = { id: attachmentId, uploaderId: actor.id, complete: true }
    const found = await this.attachments.findOne({ select: { id: true }, where: own })
    if (!found) throw notFound()
    const thumbnails = this.attachments.manager.getRepository(AttachmentThumbnail)
    // What has one is a picture that could be read; and it is much sooner read again.
    const thumbnail = await thumbnails.findOneBy({ attachmentId })
    if (!thumbnail) throw noPicture()
    return this.media.avatarOf(actor, thumbnail.data)
  }

  /**
   * A picture to hand out.
   * @param avatarId null where there is none
   * @throws ChatError `attachment_not_found`; `rate_limited`, `unavailable`
   */
  async open(actor: Actor, avatarId: string | null): Promise<OpenAttachment> {
    const found =
      avatarId === null
        ? null
        : await this.reads.page(actor.id, (source) =>
            source.getRepository(Avatar).findOneBy({ id: avatarId }),
          )
    if (!found) throw notFound()
    return webpFile('avatar.webp', found.data)
  }
}

function noPicture(): ChatError {
  const message = 'avatar must be a picture'
  return new ChatError(
    'validation_failed',
    `${message} that the server could read (it has a thumbnail_url).`,
    {
      errors: [{ field: 'avatar', message }],
    },
  )
}
