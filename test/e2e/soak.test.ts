// The soak: everything that it does works, it finds what grows, and leaves nothing behind.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { whenDone } from '../support/when-done.js'
import type { Sample } from '../soak/sample.js'
import { judge, lacking, LEAST_SAMPLES, NEEDED } from '../soak/verdict.js'

const MIB = 1024 * 1024
const samples = (count: number, at: (nth: number) => Record<string, number>): Sample[] =>
  Array.from({ length: count }, (_, nth) => new Map(Object.entries(at(nth))))
const growing = (given: Sample[]) =>
  judge(given)!
    .filter(({ grows }) => grows)
    .map(({ name }) => name)

describe.concurrent('the verdict of a soak', () => {
  it('names what grows, and nothing that only warms up or goes to and fro', () => {
    const given = samples(60, (nth) => ({
      'memory heapUsed': 60 * MIB + nth * MIB,
      'memory rss': 200 * MIB + Math.min(nth, 15) * 4 * MIB,
      'rows push_notices': 100 + 50 * nth,
      'rows messages': 1000 + (nth % 5) * 100,
      'things descriptors': 60 + (nth % 3),
      'bytes message_words_keys': (1 + (nth % 9) / 4) * MIB,
      'bytes sessions_over': MIB + nth * MIB * 0.1,
    }))
    expect(growing(given)).toEqual(['memory heapUsed', 'rows push_notices', 'bytes sessions_over'])
  })

  it('is none of too few samples, nor of ones in which something is lacking', () => {
    const whole = Object.fromEntries(NEEDED.map((name) => [name, 1]))
    expect(judge(samples(LEAST_SAMPLES - 1, () => whole))).toBeUndefined()
    expect(judge(samples(LEAST_SAMPLES, () => whole))).toBeDefined()
    expect(lacking(samples(LEAST_SAMPLES, () => whole))).toEqual([])
    const holed = samples(LEAST_SAMPLES, () => whole)
    holed[4]!.delete('memory rss')
    expect(lacking(holed)).toEqual(['memory rss'])
  })
})

it('does all that it does, and leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chat-test-soak-'))
  whenDone(() => rmSync(folder, { recursive: true, force: true }))
  const env = { ...process.env, TMPDIR: folder, SOAK_SMOKE: 'on' }
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/soak/main.ts'], { env })
  let output = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  child.stderr.on('data', (text: Buffer) => (output += text.toString()))
  const [code] = (await once(child, 'close')) as [number]
  expect(output).toContain('Too short to judge')
  expect({ code, output }).toMatchObject({ code: 0 })
  expect(readdirSync(folder).filter((name) => name.startsWith('chat-soak-'))).toEqual([])
})
