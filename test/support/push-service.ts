// A push service for a test: it takes what is pushed as those of browsers do, shows it to the browser that it is for, and may be out of order.
import { importJWK, jwtVerify, type JWTPayload } from 'jose'
import { createDecipheriv, createECDH, createHmac, randomBytes, type ECDH } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Inbox } from './inbox.js'
import { must, type Person as Somebody } from './people.js'
import { whenDone } from './when-done.js'
import type { Person } from './wire.js'

export interface Payload {
  chatroom: string
  unread: number
  seq?: number
  type?: string
  sender?: Person
  message?: string
  attachment?: { type: string; filename: string }
  mentioned?: true
}

/** What a push service and the browser behind it have seen of one push. */
export interface Pushed extends Payload {
  topic: string
  ttl: number
  urgency: string
  /** Of its signature. */
  claims: JWTPayload
  /** Bytes, as they were sent. */
  bytes: number
}

/** What a push service answers instead of taking it: a status, or nothing for ever. */
export type Trouble = { status: number; headers?: Record<string, string> } | 'hangs'

/** A browser that has subscribed. */
export class Browser {
  /** What was pushed to it, in order. */
  readonly pushed = new Inbox<Pushed>()
  /** Of each room, what it shows. */
  readonly shows = new Map<string, Pushed>()
  /** How often somebody has tried to push to it, in vain or not; and when, in milliseconds. */
  readonly tries: number[] = []
  trouble: Trouble | undefined
  private readonly keys: ECDH = createECDH('prime256v1')
  private readonly auth = randomBytes(16)

  constructor(readonly endpoint: string) {
    this.keys.generateKeys()
  }

  /** As the browser's `PushSubscription.toJSON()`. */
  get subscription(): object {
    const keys = { p256dh: this.keys.getPublicKey('base64url'), auth: this.auth.toString('base64url') }
    return { endpoint: this.endpoint, expirationTime: null, keys }
  }

  /** Signs its user's session up for it. */
  async subscribe(person: Somebody): Promise<this> {
    must(await person.api.put('/push/subscriptions', this.subscription), 204)
    return this
  }

  /** Takes that back. */
  async unsubscribe({ api }: Somebody): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ endpoint: this.endpoint })
    must(await api.send({ method: 'DELETE', path: '/push/subscriptions', headers, body }), 204)
  }

  show(pushed: Pushed): void {
    if (pushed.unread > 0) this.shows.set(pushed.chatroom, pushed)
    else this.shows.delete(pushed.chatroom)
    this.pushed.push(pushed)
  }

  /** RFC 8291, from the other side. */
  decrypt(body: Buffer): Payload {
    const salt = body.subarray(0, 16)
    const sender = body.subarray(21, 21 + body[20]!)
    const own = this.keys.getPublicKey()
    const context = Buffer.concat([Buffer.from('WebPush: info\0'), own, sender, Buffer.of(1)])
    const secret = hmac(hmac(this.auth, this.keys.computeSecret(sender)), context)
    const key = hmac(salt, secret)
    const derived = (what: string) => hmac(key, Buffer.from(`Content-Encoding: ${what}\0\x01`))
    const nonce = derived('nonce').subarray(0, 12)
    const decipher = createDecipheriv('aes-128-gcm', derived('aes128gcm').subarray(0, 16), nonce)
    const sealed = body.subarray(21 + sender.length)
    decipher.setAuthTag(sealed.subarray(-16))
    const opened = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
    return JSON.parse(opened.subarray(0, opened.lastIndexOf(2)).toString()) as Payload
  }
}

const hmac = (key: Buffer, data: Buffer): Buffer => createHmac('sha256', key).update(data).digest()

export class PushService {
  private readonly browsers = new Map<string, Browser>()
  /** What was wrong with what came: nothing, in a good test. */
  readonly wrong: string[] = []
  trouble: Trouble | undefined

  private constructor(private readonly server: HttpServer) {}

  static async start(): Promise<PushService> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const service = new PushService(server)
    server.on('request', (request, answer) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        void service.take(request.url!, request.headers, Buffer.concat(chunks)).then((said) => {
          if (said !== 'hangs') answer.writeHead(said.status, said.headers).end('thank you')
        })
      })
    })
    whenDone(() => {
      server.closeAllConnections()
      server.close()
    })
    return service
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  browser(): Browser {
    const path = `/push/${randomBytes(24).toString('base64url')}`
    const browser = new Browser(this.origin + path)
    this.browsers.set(path, browser)
    return browser
  }

  private async take(path: string, headers: IncomingHttpHeaders, body: Buffer): Promise<Trouble> {
    const browser = this.browsers.get(path)
    if (!browser) return { status: 404 }
    browser.tries.push(Date.now())
    const trouble = browser.trouble ?? this.trouble
    if (trouble) return trouble
    try {
      browser.show(await this.read(browser, headers, body))
      return { status: 201 }
    } catch (error) {
      this.wrong.push((error as Error).message)
      return { status: 400 }
    }
  }

  /** As strict as the strictest of them. */
  private async read(browser: Browser, headers: IncomingHttpHeaders, body: Buffer): Promise<Pushed> {
    const { authorization = '', topic, ttl, urgency } = headers
    const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? []
    const point = Buffer.from(key, 'base64url')
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((each) => each.toString('base64url'))
    const jwk = await importJWK({ kty: 'EC', crv: 'P-256', x: x!, y: y! }, 'ES256')
    const { payload: claims } = await jwtVerify(token, jwk, { audience: this.origin, maxTokenAge: undefined })
    if (!claims.exp || claims.exp > Date.now() / 1000 + 86_400) throw new Error('exp is not within a day')
    if (!/^(https:\/\/|mailto:)/.test(claims.sub ?? '')) throw new Error('sub is no address')
    if (headers['content-encoding'] !== 'aes128gcm') throw new Error('not encrypted')
    if (typeof topic !== 'string' || !/^[\w-]{1,32}$/.test(topic)) throw new Error(`topic ${String(topic)}`)
    if (!/^\d+$/.test(String(ttl))) throw new Error('no TTL')
    if (body.length > 4096) throw new Error('too large')
    const told = browser.decrypt(body)
    return { ...told, topic, ttl: Number(ttl), urgency: String(urgency), claims, bytes: body.length }
  }
}
