// Looking for messages, as a client does.
import { expect, vi } from 'vitest'
import { must, type Person } from './people.js'
import type { Query } from './rest.js'
import type { Message } from './wire.js'

export interface Result {
  message: Message
  field: 'message' | 'filename' | 'question'
  highlights: [number, number][]
}

export interface Results {
  results: Result[]
  next_cursor: string | null
}

/** Milliseconds in which a follower comes to it: after all that other tests have said by the same server, which it leaves until that rests. */
export const PATIENCE = { timeout: 60_000, interval: 50 }

export const search = async (by: Person, q: string, filters: Query = {}): Promise<Results> =>
  must(await by.api.get<Results>('/search', { q, ...filters }), 200)

/** What is found on all pages. */
export async function searchAll(by: Person, q: string, filters: Query = {}): Promise<Result[]> {
  const all: Result[] = []
  let cursor: string | undefined
  do {
    const { results, next_cursor } = await search(by, q, { ...filters, ...(cursor && { cursor }) })
    all.push(...results)
    cursor = next_cursor ?? undefined
  } while (cursor)
  return all
}

/** Waits until so much is found. */
export async function expectMany(by: Person, q: string, count: number): Promise<void> {
  await vi.waitFor(async () => expect(await searchAll(by, q)).toHaveLength(count), PATIENCE)
}

/** Waits until this is found first. */
export async function expectFirst(by: Person, q: string, seq: number, filters: Query = {}): Promise<void> {
  await vi.waitFor(
    async () => expect(seqsOf((await search(by, q, { ...filters, limit: 1 })).results)).toEqual([seq]),
    PATIENCE,
  )
}

export const seqsOf = (results: readonly Result[]): number[] => results.map(({ message }) => message.seq)

/** Waits until exactly these are found, in this order. */
export async function expectFound(
  by: Person,
  q: string,
  seqs: readonly number[],
  filters: Query = {},
): Promise<void> {
  await vi.waitFor(async () => expect(seqsOf(await searchAll(by, q, filters))).toEqual(seqs), PATIENCE)
}

/** What the highlights of a result are in, and what they show of it. */
export function shownIn({ message, field, highlights }: Result): string[] {
  const { attachment, poll } = message as { attachment?: { filename: string }; poll?: { question: string } }
  const text = {
    message: message['message'] as string,
    filename: attachment?.filename,
    question: poll?.question,
  }[field]
  return [field, ...highlights.map(([start, end]) => text!.slice(start, end))]
}
