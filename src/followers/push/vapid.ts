// Who this server is for push services: one key pair (VAPID, RFC 8292), made at the first start, for all nodes on one database.
import { createECDH, createHmac } from 'node:crypto'
import type { Repository } from 'typeorm'
import type { ServerSecret } from '../../database/entities/index.js'
import { secretOf } from '../../database/server-secrets.js'

/** Row of server_secrets with the private key. */
const KEY_NAME = 'vapid'

/** Where nobody has said whom a push service may write to: most take it, Apple's does not. */
const NO_CONTACT = 'https://chat.invalid'

/** A signature is good for half a day, as the library makes it; it is made anew after half of that. */
const RENEWED_AFTER_MS = 6 * 60 * 60 * 1000
/** Push services that are known at a time: there are four or so, but anybody can name others. */
const MOST_KNOWN = 100

/** 32 bytes: Node leaves away what of the number is zero at its start. */
function newKey(): Buffer {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  const key = pair.getPrivateKey()
  return Buffer.concat([Buffer.alloc(32 - key.length), key])
}

export class Vapid {
  private readonly signed = new Map<string, { header: string; until: number }>()

  private constructor(
    /** 65 bytes in base64url. */
    readonly publicKey: string,
    private readonly privateKey: Buffer,
    private readonly contact: string,
  ) {}

  /**
   * The key in the database, made by whichever node comes first.
   * @param contact an address, https: or mailto:
   */
  static async of(secrets: Repository<ServerSecret>, contact = NO_CONTACT): Promise<Vapid> {
    const value = await secretOf(secrets, KEY_NAME, newKey)
    const pair = createECDH('prime256v1')
    pair.setPrivateKey(value)
    return new Vapid(pair.getPublicKey('base64url'), value, contact)
  }

  /** `Authorization` for the push service of this origin. */
  async authorization(origin: string): Promise<string> {
    const known = this.signed.get(origin)
    if (known && known.until > Date.now()) return known.header
    const [key, secret] = [this.publicKey, this.privateKey.toString('base64url')]
    const { default: webPush } = await import('web-push')
    const { Authorization: header } = webPush.getVapidHeaders(origin, this.contact, key, secret, 'aes128gcm')
    if (this.signed.size >= MOST_KNOWN) this.signed.clear()
    this.signed.set(origin, { header: header!, until: Date.now() + RENEWED_AFTER_MS })
    return header!
  }

  /**
   * Under which a push for this room replaces the one before, as long as no browser has fetched that. A push service sees it, and
   * learns nothing of the room, nor which browsers are told of the same.
   */
  topicOf(chatroomId: number, endpoint: string): string {
    return createHmac('sha256', this.privateKey)
      .update(`topic ${chatroomId} ${endpoint}`)
      .digest('base64url')
      .slice(0, 32)
  }
}
