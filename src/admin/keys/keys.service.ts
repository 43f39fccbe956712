// Server keys as they are kept: made, listed, deleted.
import { Inject, Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { isUUID } from 'class-validator'
import { randomBytes, randomUUID } from 'node:crypto'
import type { Repository } from 'typeorm'
import { hashOfKey, KEY_PREFIX } from '../../auth/server-keys.js'
import { audit } from '../../common/audit.js'
import { ChatError } from '../../common/errors.js'
import { inTime, timedPlace, toPage, type PageQuery } from '../../common/paging.js'
import { CONFIG, type Config } from '../../config/config.js'
import { ServerKey } from '../../database/entities/index.js'
import type { CreateKeyDto } from './keys.dto.js'
import { serverKeyView, type NewServerKeyView, type ServerKeyPage } from './key.view.js'

/** Of each key: nobody guesses 256 bits. */
const KEY_BYTES = 32

/** As the function says. */
const MAKE = 'SELECT make_server_key($1, $2, $3, $4, $5) AS made_at'

@Injectable()
export class KeysService {
  constructor(
    @InjectRepository(ServerKey) private readonly keys: Repository<ServerKey>,
    @Inject(CONFIG) private readonly config: Pick<Config, 'MAX_SERVER_KEYS'>,
  ) {}

  /** The only answer that has the key. @throws ChatError `forbidden` where there are MAX_SERVER_KEYS */
  async create({ name, scopes }: CreateKeyDto): Promise<NewServerKeyView> {
    const most = this.config.MAX_SERVER_KEYS
    const key = KEY_PREFIX + randomBytes(KEY_BYTES).toString('base64url')
    const id = randomUUID()
    const values = [id, name, scopes, hashOfKey(key), most]
    const [{ made_at: createdAt }] = await this.keys.query<[{ made_at: Date | null }]>(MAKE, values)
    if (!createdAt)
      throw new ChatError(
        'forbidden',
        `There may be at most ${most} server keys (the setting MAX_SERVER_KEYS). Delete one first.`,
      )
    audit('key.created', { key: id, name, scopes })
    return { ...serverKeyView({ id, name, scopes, createdAt }), key }
  }

  /** The latest first. @throws ChatError `validation_failed` */
  async list({ limit, cursor }: PageQuery): Promise<ServerKeyPage> {
    const [at, id] = inTime(cursor)
    const rows = await this.keys
      .createQueryBuilder('k')
      .where('(k.created_at, k.id) < (:at::timestamptz, :id::uuid)', { at, id })
      .orderBy({ 'k.created_at': 'DESC', 'k.id': 'DESC' })
      .limit(limit + 1)
      .getMany()
    const page = toPage(rows, limit, (key) => timedPlace(key.createdAt, key.id))
    return { keys: page.rows.map(serverKeyView), next_cursor: page.next_cursor }
  }

  /** From the answer on it is nobody's. @throws ChatError `not_found` */
  async delete(id: string): Promise<void> {
    const { affected } = isUUID(id) ? await this.keys.delete({ id }) : { affected: 0 }
    if (!affected) throw new ChatError('not_found', 'There is no such key.')
    audit('key.deleted', { key: id })
  }
}
