// Frames that are made once for many sockets, read back by the parser of `ws`.
import { createRequire } from 'node:module'
import type { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { Encoded, joined } from '../../src/messaging/frames.js'

/** The part of `ws` that parses frames; it has no types. */
const { Receiver } = createRequire(import.meta.url)('ws') as { Receiver: new (options: object) => Writable }

async function parsed(bytes: Buffer): Promise<string[]> {
  const texts: string[] = []
  const receiver = new Receiver({ isServer: false, allowSynchronousEvents: true })
  receiver.on('message', (data: Buffer, isBinary: boolean) =>
    texts.push(isBinary ? 'binary' : data.toString()),
  )
  await new Promise<void>((resolve, reject) => {
    receiver.on('error', reject)
    receiver.end(bytes, () => resolve())
  })
  return texts
}

const LENGTHS = [0, 1, 124, 125, 126, 127, 65_534, 65_535, 65_536, 70_000]

it.each(LENGTHS)('a text of %i bytes is one frame', async (length) => {
  const text = 'x'.repeat(length)
  expect(await parsed(new Encoded([text]).frames)).toEqual([text])
})

it('many texts are as many frames, in their order, whatever their characters', async () => {
  const texts = ['first', 'é'.repeat(63), '😀'.repeat(20_000), '', 'last']
  expect(await parsed(new Encoded(texts).frames)).toEqual(texts)
  expect(await parsed(new Encoded(texts, '4').frames)).toEqual(texts.map((text) => `4${text}`))
})

it('pieces are joined without a seam', async () => {
  const pieces = [new Encoded(['a', 'b']), new Encoded(['c'], '4'), new Encoded(['d'])]
  expect(await parsed(joined(pieces))).toEqual(['a', 'b', '4c', 'd'])
})
