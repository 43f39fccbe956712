// A real S3-speaking server on a free port, its objects in a folder that goes away, and a way to it that can fail.
import S3rver from '@20minutes/s3rver'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { whenDone } from './when-done.js'

const BUCKET = 'chat'
/** The one account that the server knows; it checks signatures against it. */
const KEY = 'S3RVER'

export class S3 {
  private constructor(
    private readonly server: S3rver,
    private readonly folder: string,
    /** `http://host:port` */
    readonly url: string,
  ) {}

  static async start(): Promise<S3> {
    const folder = await mkdtemp(join(tmpdir(), 'chat-s3-'))
    const buckets = [{ name: BUCKET }]
    const options = { address: '127.0.0.1', port: 0, directory: folder, silent: true }
    const server = new S3rver({ ...options, configureBuckets: buckets })
    complete(server)
    const { port } = await server.run()
    return new S3(server, folder, `http://127.0.0.1:${port}`)
  }

  /** The settings of a chat server that keeps its attachments here; `url` if it is to take another way. */
  env(url = this.url): Record<string, string> {
    return {
      S3_BUCKET: BUCKET,
      S3_ENDPOINT: url,
      S3_ACCESS_KEY_ID: KEY,
      S3_SECRET_ACCESS_KEY: KEY,
    }
  }

  /** Keys of all objects. */
  async objects(): Promise<string[]> {
    const ending = '._S3rver_object'
    const files = await readdir(join(this.folder, BUCKET), { recursive: true })
    return files.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length))
  }

  /** The bytes of all that is kept, one after the other: objects, and what is said of them. */
  async everything(): Promise<Buffer> {
    const entries = await readdir(join(this.folder, BUCKET), { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    return Buffer.concat(
      await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name)))),
    )
  }

  /** Keys of all uploads that were begun and neither completed nor aborted. */
  async uploads(): Promise<string[]> {
    return (await uploadsIn(this.server)).map(({ key }) => key)
  }

  async close(): Promise<void> {
    const closed = this.server.close()
    this.server.httpServer.closeAllConnections()
    await closed
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** An S3 for the calling test file. */
export async function startS3(): Promise<S3> {
  const s3 = await S3.start()
  whenDone(() => s3.close())
  return s3
}

interface Pending {
  key: string
  id: string
}

/** One folder each, with the key in a file. */
async function uploadsIn(server: S3rver, prefix = ''): Promise<Pending[]> {
  const folder = server.store.getResourcePath(BUCKET, undefined, 'uploads')
  const ids = await readdir(folder).catch(() => [])
  const read = ids.map(async (id) => ({ id, key: await readFile(join(folder, id, 'key'), 'utf8') }))
  const settled = await Promise.allSettled(read)
  return settled.flatMap((each) =>
    each.status === 'fulfilled' && each.value.key.startsWith(prefix) ? [each.value] : [],
  )
}

/** What s3rver lacks of S3: listing and aborting multipart uploads; and ranges that end with byte 0. */
function complete(server: S3rver): void {
  const get = server.store.getObject.bind(server.store)
  server.store.getObject = (bucket, key, range) =>
    get(bucket, key, range?.end === 0 ? { ...range, end: '0' } : range)
  server.middleware.unshift(async (context, next) => {
    const { method, query } = context
    if (method === 'GET' && query['uploads'] !== undefined) {
      const found = await uploadsIn(server, query['prefix'])
      const items = found.map(({ key, id }) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`)
      context.type = 'application/xml'
      context.body = `<ListMultipartUploadsResult>${items.join('')}</ListMultipartUploadsResult>`
    } else if (method === 'DELETE' && query['uploadId']) {
      const folder = server.store.getResourcePath(BUCKET, undefined, 'uploads')
      await rm(join(folder, query['uploadId']), { recursive: true, force: true })
      context.status = 204
    } else await next()
  })
}

type Weather = 'open' | 'stalled' | 'refusing'

/** A way to a TCP server that can stop forwarding without closing anything, or refuse. */
export class Strait {
  private weather: Weather = 'open'
  private readonly near = new Set<Socket>()

  private constructor(
    private readonly server: TcpServer,
    private readonly target: URL,
  ) {
    server.on('connection', (socket) => this.accept(socket))
  }

  /** A way to the host and port of `url`. */
  static async to(url: string): Promise<Strait> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new Strait(server, new URL(url))
  }

  /** `url`, by this way. */
  get url(): string {
    const url = new URL(this.target)
    url.hostname = '127.0.0.1'
    url.port = String((this.server.address() as AddressInfo).port)
    return url.href.replace(/\/$/, '')
  }

  /** Keeps every connection and forwards nothing more, either way. */
  stall(): void {
    this.weather = 'stalled'
  }

  /** Breaks every connection and every new one. */
  refuse(): void {
    this.weather = 'refusing'
    for (const socket of this.near) socket.destroy()
  }

  /** Forwards again; what was on its way when it stalled is lost. */
  mend(): void {
    for (const socket of this.near) socket.destroy()
    this.weather = 'open'
  }

  async close(): Promise<void> {
    this.refuse()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private accept(near: Socket): void {
    if (this.weather === 'refusing') return void near.destroy()
    this.near.add(near)
    const far = connect(Number(this.target.port), this.target.hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => undefined)
      from.on('close', () => {
        this.near.delete(from)
        to.destroy()
      })
      from.on('data', (data) => {
        if (this.weather === 'stalled') from.pause()
        else if (!to.write(data)) from.pause()
      })
      to.on('drain', () => this.weather === 'open' && from.resume())
    }
  }
}
