// What every store of attachments can do, whatever it is made of and whatever happens to it.
import { createCipheriv, createHash } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { AttachmentStore } from '../../src/attachments/attachment-store.js'
import { toChatError } from '../../src/common/errors.js'
import { awake } from '../support/awake.js'
import { random, seed } from '../support/random.js'
import type { Strait } from '../support/s3.js'

/** A store at work, reached by a way that can fail. */
export interface StoreUnderTest {
  store: AttachmentStore
  way: Strait
  /** An id under which bytes may be written. */
  newId(): Promise<string>
  /** How many pieces of any kind there are of `id`: chunks, objects, begun uploads. */
  leftovers(id: string): Promise<number>
}

/** The longest that the stores under test may take, in milliseconds: the setting is 2 s. */
const BOUND = 4000
const MIB = 1024 * 1024
const SIZES = [1, ...[256 * 1024, MIB, 5 * MIB].flatMap((size) => [size - 1, size, size + 1]), 10 * MIB + 1]

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The bytes of a file without a period that a mistake could hide in, the same for the same seed. */
function fileOf(size: number): Buffer {
  const nonce = Buffer.alloc(16)
  nonce.writeDoubleLE(random())
  return createCipheriv('aes-128-ctr', Buffer.alloc(16), nonce).update(Buffer.alloc(size))
}

/** In pieces as a socket would bring them. */
async function* pieces(bytes: Buffer, breakOff?: Error): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length;) {
    const end = start + Math.ceil(random() * 65_536)
    yield bytes.subarray(start, end)
    start = end
  }
  if (breakOff) throw breakOff
}

async function all(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const read: Buffer[] = []
  for await (const piece of bytes) read.push(piece)
  return Buffer.concat(read)
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
/** What buffers hold when everything that can go has gone. */
function held(): number {
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

export function attachmentStoreSuite(name: string, start: () => Promise<StoreUnderTest>): void {
  describe(`${name} as the store of attachments (seed ${seed})`, async () => {
    const { store, way, newId, leftovers } = await start()

    const written = async (bytes: Buffer) => {
      const id = await newId()
      await store.write(id, pieces(bytes))
      return id
    }

    it('gives back what it was given, at every boundary of its pieces', async () => {
      for (const size of SIZES) {
        const bytes = fileOf(size)
        const id = await written(bytes)
        expect([size, sha256(await all(store.read(id, 0, size, 'somebody')))]).toEqual([size, sha256(bytes)])
        await store.remove(id)
      }
    })

    it('reads any range', async () => {
      const size = 6 * MIB + 123
      const bytes = fileOf(size)
      const id = await written(bytes)
      const edges = [0, 1, 256 * 1024, MIB - 1, MIB, 5 * MIB, 5 * MIB + 1, size - 1]
      const ranges = edges.flatMap((first) => [
        [first, first + 1],
        [first, Math.min(size, first + Math.ceil(random() * 2 * MIB))],
        [first, size],
      ])
      for (const [first = 0, end = 0] of ranges) {
        const part = await all(store.read(id, first, end, 'somebody'))
        expect([first, end, part.equals(bytes.subarray(first, end))]).toEqual([first, end, true])
      }
    })

    it('removes everything, and minds nothing when there is nothing', async () => {
      const id = await written(fileOf(6 * MIB))
      expect(await leftovers(id)).toBeGreaterThan(0)
      await store.remove(id)
      expect(await leftovers(id)).toBe(0)
      await store.remove(id)
      await store.remove(await newId())
      await expect(all(store.read(id, 0, 1, 'somebody'))).rejects.toThrow(id)
    })

    it('passes on why the bytes broke off, and removes those that came', async () => {
      const id = await newId()
      const gone = new Error('the sender is gone')
      await expect(store.write(id, pieces(fileOf(6 * MIB), gone))).rejects.toBe(gone)
      await store.remove(id)
      expect(await leftovers(id)).toBe(0)
    })

    it('holds little of a large file, in and out', async () => {
      const block = fileOf(MIB)
      const blocks = 64
      const id = await newId()
      const before = held()
      let most = 0
      const blockwise = async function* () {
        for (let count = 0; count < blocks; count += 1) {
          if (count % 8 === 7) most = Math.max(most, held() - before)
          yield block
        }
      }
      await store.write(id, blockwise())
      const hash = createHash('sha256')
      let size = 0
      for await (const piece of store.read(id, 0, blocks * MIB, 'somebody')) {
        hash.update(piece)
        size += piece.length
        if (size % (8 * MIB) === 0) most = Math.max(most, held() - before)
      }
      const expected = createHash('sha256')
      for (let count = 0; count < blocks; count += 1) expected.update(block)
      expect(hash.digest('hex')).toBe(expected.digest('hex'))
      console.log(`${name}: 64 MiB in and out held ${(most / MIB).toFixed(1)} MiB`)
      expect(most).toBeLessThan(((blocks * 3) / 4) * MIB)
      await store.remove(id)
    })

    const refusals = (id: string, fresh: string) => [
      store.write(fresh, pieces(fileOf(6 * MIB))),
      all(store.read(id, 0, MIB, 'somebody')),
      store.remove(fresh),
    ]

    it.each(['stall', 'refuse'] as const)(
      'says so in time when it fails (%s), and works again',
      async (fail) => {
        const bytes = fileOf(6 * MIB)
        const id = await written(bytes)
        const fresh = await newId()
        way[fail]()
        const began = awake()
        const outcomes = await Promise.allSettled(refusals(id, fresh))
        const took = awake() - began
        way.mend()
        const codes = outcomes.map((each) =>
          each.status === 'rejected' ? toChatError(each.reason).code : each.status,
        )
        expect(codes).toEqual(['unavailable', 'unavailable', 'unavailable'])
        expect(took).toBeLessThan(BOUND)
        expect((await all(store.read(id, 0, bytes.length, 'somebody'))).equals(bytes)).toBe(true)
        await store.remove(fresh)
        expect(await leftovers(fresh)).toBe(0)
      },
    )

    it('says so in time when it fails in the middle of a file', async () => {
      const id = await newId()
      const bytes = fileOf(12 * MIB)
      const midway = async function* () {
        yield bytes.subarray(0, 6 * MIB)
        way.stall()
        yield bytes.subarray(6 * MIB)
      }
      const began = awake()
      const error: unknown = await store.write(id, midway()).catch((thrown: unknown) => thrown)
      expect(toChatError(error).code).toBe('unavailable')
      expect(awake() - began).toBeLessThan(BOUND)
      way.mend()
      expect(await leftovers(id)).toBeGreaterThan(0)
      await store.remove(id)
      expect(await leftovers(id)).toBe(0)
    })
  })
}
