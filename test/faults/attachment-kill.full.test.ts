// Nodes are killed while attachments come in and are sent: what a message refers to is there, and nothing else stays.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { describe, expect, it, vi } from 'vitest'
import { startCluster, type Cluster } from '../support/cluster.js'
import { pause } from '../support/inbox.js'
import { Load } from '../support/load.js'
import { registered, roomWith, type Person } from '../support/people.js'
import { random, seed } from '../support/random.js'
import { api } from '../support/rest.js'
import { everyStore, full, rounds } from '../support/rounds.js'
import { startS3, type S3 } from '../support/s3.js'
import { whenDone } from '../support/when-done.js'
import type { Attachment, Message } from '../support/wire.js'

const KILLS = rounds(20, 1)
/** Seconds. The sweep's interval is its least, 1 s. */
const TTL = '2'
const SENDERS = 3
const SWEEP_LIMIT = 20_000

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Small files, and some that take several chunks, parts or both. */
const anyFile = () => randomBytes(1 + Math.floor(random() ** 6 * 7_000_000))

/** Sends attachments without pause to whatever node comes, each time another way, and remembers what was acknowledged. */
class Sender {
  /** Fingerprints of acknowledged attachments, by id. */
  readonly acknowledged = new Map<string, string>()
  failed = 0
  private stopped = false

  constructor(
    private readonly cluster: Cluster,
    private readonly person: Person,
    private readonly room: string,
  ) {}

  async run(): Promise<void> {
    while (!this.stopped) {
      await this.once().catch(async () => {
        this.failed += 1
        await pause(20)
      })
    }
  }

  stop(): void {
    this.stopped = true
  }

  private async once(): Promise<void> {
    const bytes = anyFile()
    const way = random()
    // Uploaded and never sent: for the sweep.
    if (way < 0.2) return void (await this.upload(bytes))
    const attachment =
      way < 0.6
        ? { id: await this.upload(bytes) }
        : { type: 'document', filename: 'a', content: bytes.toString('base64') }
    const sent = await this.post<Message>(`/send-message/${this.room}`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'attachment', attachment, client_id: randomUUID() }),
    })
    this.acknowledged.set(sent.attachment!.id, sha256(bytes))
  }

  private async upload(bytes: Buffer): Promise<string> {
    const body = new FormData()
    body.append('type', 'document')
    body.append('file', new File([new Uint8Array(bytes)], 'a'))
    return (await this.post<Attachment>('/attachments', { body })).id
  }

  private async post<Body>(path: string, { headers, body }: Pick<RequestInit, 'headers' | 'body'>) {
    const nodes = this.cluster.urls
    const answer = await fetch(nodes[Math.floor(random() * nodes.length)]! + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.person.token}`, ...headers },
      body,
    })
    if (answer.status === 201) return (await answer.json()) as Body
    throw new Error(`${answer.status}: ${await answer.text()}`)
  }
}

/** What is still there of attachments that no message refers to. */
async function orphans(database: Client, s3: S3): Promise<string[]> {
  const { rows: unused } = await database.query<{ id: string }>(
    'SELECT id FROM attachments a WHERE NOT EXISTS (SELECT FROM messages WHERE attachment_id = a.id)',
  )
  const { rows: used } = await database.query<{ id: string }>(
    "SELECT id FROM attachments WHERE used_at IS NOT NULL AND complete AND store = 's3'",
  )
  const known = new Set(used.map(({ id }) => `attachments/${id}`))
  const objects = (await s3.objects()).filter((key) => !known.has(key))
  return [...unused.map(({ id }) => id), ...objects, ...(await s3.uploads())]
}

/** Every attachment in the log, downloaded: its id and whether it is what its message says. */
async function verified(database: Client, person: Person): Promise<Map<string, string>> {
  const { rows } = await database.query<{ id: string; sha256: Buffer | null }>(
    `SELECT DISTINCT m.attachment_id AS id, a.sha256 FROM messages m
     LEFT JOIN attachments a ON a.id = m.attachment_id WHERE m.attachment_id IS NOT NULL`,
  )
  const found = new Map<string, string>()
  for (const { id, sha256: expected } of rows) {
    const { status, body } = await person.api.get<Buffer>(`/attachments/${id}`)
    expect([id, status, sha256(body)]).toEqual([id, 200, expected?.toString('hex')])
    found.set(id, sha256(body))
  }
  return found
}

async function killWhileSending(cluster: Cluster, senders: Sender[]): Promise<void> {
  const running = senders.map((sender) => sender.run())
  for (let kill = 0; kill < KILLS; kill += 1) {
    await pause(600 + random() * 900)
    const victim = Math.floor(random() * cluster.nodes.length)
    await cluster.kill(victim)
    await pause(random() * 500)
    await cluster.revive(victim)
  }
  await pause(300)
  for (const sender of senders) sender.stop()
  await Promise.all(running)
}

const s3 = await startS3()

const STORES: [string, Record<string, string>][] = [
  ['PostgreSQL', {}],
  ['S3', s3.env()],
]

describe.each(everyStore ? STORES : STORES.slice(0, 1))(
  `kill -9 while attachments are sent, %s (${KILLS} times, seed ${seed})`,
  (_, env) => {
    it(
      'loses none that was sent and leaves none that was not',
      { timeout: 300_000 + KILLS * 10_000 },
      async () => {
        const cluster = await startCluster({ env: { ...env, ATTACHMENT_UNUSED_TTL: TTL } })
        const database = new Client(cluster.databaseUrl)
        await database.connect()
        whenDone(() => database.end())
        const load = full ? await Load.on(cluster) : undefined
        const ann = await registered(cluster.nodes[0]!)
        const room = await roomWith(ann)
        const senders = Array.from({ length: SENDERS }, () => new Sender(cluster, ann, room))
        await killWhileSending(cluster, senders)
        await load?.finish()
        await vi.waitFor(async () => expect(await orphans(database, s3)).toEqual([]), {
          timeout: SWEEP_LIMIT,
          interval: 200,
        })
        const there = await verified(database, { ...ann, api: api(cluster.nodes[1]!, ann.token) })
        for (const { acknowledged } of senders)
          for (const [id, fingerprint] of acknowledged) expect([id, there.get(id)]).toEqual([id, fingerprint])
        const failed = senders.reduce((sum, sender) => sum + sender.failed, 0)
        console.log(`${there.size} attachments sent, ${failed} attempts failed`)
        expect(there.size).toBeGreaterThan(KILLS * 5)
      },
    )
  },
)
