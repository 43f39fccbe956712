// Webhooks as somebody's backend governs them; src/followers/webhooks delivers.
import { Inject, Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { isUUID } from 'class-validator'
import { randomBytes, randomUUID } from 'node:crypto'
import type { Repository } from 'typeorm'
import type { KeyHolder } from '../../auth/server-keys.js'
import { audit } from '../../common/audit.js'
import { chatroomName } from '../../common/chatroom-name.js'
import { ChatError } from '../../common/errors.js'
import { before, inTime, timedPlace, toPage, type PageQuery } from '../../common/paging.js'
import { assertPublicField } from '../../common/public-lookup.js'
import { CONFIG, type Config } from '../../config/config.js'
import { Delivery, Webhook } from '../../database/entities/index.js'
import { Reads } from '../../database/reads.js'
import { assertKept, EventFeed } from '../../followers/event-feed.js'
import { readPosition } from '../../followers/position.js'
import { REPLAY, RESUME } from '../../followers/webhooks/webhook-statements.js'
import { WebhookWorkers } from '../../followers/webhooks/webhooks.service.js'
import type { CreateWebhookDto, UpdateWebhookDto } from './webhooks.dto.js'
import type { DeliveryPage, NewWebhookView, WebhookPage, WebhookView } from './webhooks.view.js'

/** In whose turn the feed is looked at: see EventsService. */
const READER = 'events'
const SECRET_BYTES = 32

/** As the function says. */
const MAKE = 'SELECT make_webhook($1, $2, $3, $4, $5, $6) AS made_at'

/** $1 id, $2 url, $3 events; $5 chatrooms, if $4; $6 whether it is paused now: by hand, it does not say why. */
const UPDATE = `
  UPDATE webhooks SET url = coalesce($2, url), events = coalesce($3, events),
    chatrooms = CASE WHEN $4 THEN $5 ELSE chatrooms END,
    paused_at = CASE WHEN $6 THEN coalesce(paused_at, clock_timestamp()) ELSE paused_at END
  WHERE id = $1`

/** $1 and $2 the place before which the page begins, $3 how many. */
const PAGE = `
  SELECT w.id, w.url, w.events, w.chatrooms, w.paused_at AS "pausedAt", w.paused_because AS "pausedBecause",
    w.created_at AS "createdAt"
  FROM webhooks w WHERE (w.created_at, w.id) < ($1::timestamptz, $2::uuid)
  ORDER BY w.created_at DESC, w.id DESC LIMIT $3`

@Injectable()
export class WebhooksService {
  constructor(
    @InjectRepository(Webhook) private readonly webhooks: Repository<Webhook>,
    @InjectRepository(Delivery) private readonly attempts: Repository<Delivery>,
    private readonly workers: WebhookWorkers,
    private readonly feed: EventFeed,
    private readonly reads: Reads,
    @Inject(CONFIG) private readonly config: Pick<Config, 'WEBHOOK_PRIVATE_ADDRESSES' | 'MAX_WEBHOOKS'>,
  ) {}

  /** Begins with what happens from now on. @throws ChatError `validation_failed`, `forbidden` where there are too many */
  async create(holder: KeyHolder, { url, events, chatrooms }: CreateWebhookDto): Promise<NewWebhookView> {
    const most = this.config.MAX_WEBHOOKS
    this.assertAllowed(url)
    const secret = randomBytes(SECRET_BYTES)
    const [id, names] = [randomUUID(), namesOf(chatrooms) ?? null]
    const values = [id, url, events, names, secret, most]
    const [{ made_at: createdAt }] = await this.webhooks.query<[{ made_at: Date | null }]>(MAKE, values)
    if (!createdAt)
      throw new ChatError('forbidden', `There may be ${most} webhooks (MAX_WEBHOOKS). Delete one first.`)
    this.workers.look()
    audit('webhook.created', { webhook: id, key: holder.id })
    const made = { id, url, events, chatrooms: names, pausedAt: null, pausedBecause: null, createdAt }
    return { ...viewOf(made), secret: `whsec_${secret.toString('base64')}` }
  }

  /** @throws ChatError `validation_failed` */
  async list({ limit, cursor }: PageQuery): Promise<WebhookPage> {
    const rows = await this.webhooks.query<Webhook[]>(PAGE, [...inTime(cursor), limit + 1])
    const page = toPage(rows, limit, ({ createdAt, id }) => timedPlace(createdAt, id))
    return { webhooks: page.rows.map(viewOf), next_cursor: page.next_cursor }
  }

  /** @throws ChatError `validation_failed`, `not_found` */
  async update(holder: KeyHolder, id: string, changes: UpdateWebhookDto): Promise<WebhookView> {
    const { url, events, chatrooms, paused } = changes
    await this.find(id)
    if (url !== undefined) this.assertAllowed(url)
    const names = chatrooms && namesOf(chatrooms)
    await this.webhooks.query(UPDATE, [id, url, events, names !== undefined, names, paused === true])
    if (paused === false) await this.webhooks.query(RESUME, [id])
    this.workers.look()
    audit('webhook.changed', { webhook: id, key: holder.id })
    return viewOf(await this.find(id))
  }

  /** @throws ChatError `not_found` */
  async delete(holder: KeyHolder, id: string): Promise<void> {
    await this.find(id)
    await this.webhooks.delete({ id })
    audit('webhook.deleted', { webhook: id, key: holder.id })
  }

  /** @throws ChatError `validation_failed`, `not_found` */
  async deliveries(id: string, { limit, cursor }: PageQuery): Promise<DeliveryPage> {
    await this.find(id)
    const rows = await this.attempts
      .createQueryBuilder('d')
      .where('d.webhookId = :id AND d.id < :below', { id, below: before(cursor) })
      .orderBy('d.id', 'DESC')
      .limit(limit + 1)
      .getMany()
    const page = toPage(rows, limit, (row) => row.id)
    const deliveries = page.rows.map(({ id: number, eventId: event_id, attempt, status, error, at }) => ({
      ...{ id: number, event_id, attempt, status, at: at.toISOString() },
      ...(error !== null && { error }),
    }))
    return { deliveries, next_cursor: page.next_cursor }
  }

  /** @throws ChatError `validation_failed`, `not_found`, `seq_unknown` */
  async replay(holder: KeyHolder, id: string, after: string): Promise<void> {
    await this.find(id)
    const { position, seq, history } = readPosition(after)
    assertKept({ position, seq, history }, await this.reads.page(READER, (source) => this.feed.kept(source)))
    await this.webhooks.query(REPLAY, [id, position, seq])
    this.workers.look()
    audit('webhook.replayed', { webhook: id, key: holder.id })
  }

  private async find(id: string): Promise<Webhook> {
    const webhook = isUUID(id) ? await this.webhooks.findOneBy({ id }) : null
    if (!webhook) throw new ChatError('not_found', 'There is no such webhook.')
    return webhook
  }

  private assertAllowed(address: string): void {
    if (!this.config.WEBHOOK_PRIVATE_ADDRESSES) assertPublicField('url', address)
  }
}

/** @throws ChatError `validation_failed` */
const namesOf = (chatrooms: string[] | undefined): string[] | undefined =>
  chatrooms?.map((name) => chatroomName(name, 'chatrooms'))

type Seen = Pick<Webhook, 'id' | 'url' | 'events' | 'chatrooms' | 'pausedAt' | 'pausedBecause' | 'createdAt'>

const viewOf = ({ id, url, events, chatrooms, pausedAt, pausedBecause, createdAt }: Seen): WebhookView => ({
  ...{ id, url, events, chatrooms, paused: pausedAt !== null },
  ...(pausedBecause && { paused_because: pausedBecause }),
  created_at: createdAt.toISOString(),
})
