// What people do in the console, step by step, for the tests of it.
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'

export const laneOf = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })

export const press = (where: Locator | Page, name: string): Promise<void> =>
  where.getByRole('button', { name, exact: true }).click()

/** What the proof says, once it says `words`. */
export const verdict = (where: Locator, words: string): Promise<string> =>
  where.locator('.verdict', { hasText: words }).innerText()

/** Two people in a new room, Ann by Socket.IO and Ben by WebSocket, both from the start of the log. */
export async function demonstrate(page: Page): Promise<[ann: Locator, ben: Locator]> {
  await press(page, 'Start with two people')
  const both: [Locator, Locator] = [laneOf(page, 'Ann'), laneOf(page, 'Ben')]
  for (const each of both) await verdict(each, '1…2 complete')
  return both
}

export async function say(where: Locator, message: string): Promise<void> {
  await where.getByLabel('What to send').fill(JSON.stringify({ type: 'text', message }))
  await press(where, 'Send')
}

/** Runs code as somebody would who pasted it, until it has printed all of `awaited`: a live connection does not end. */
async function run(folder: string, language: string, code: string, awaited: RegExp[]): Promise<void> {
  const [program, name] =
    language === 'curl' ? (['bash', 'chat.sh'] as const) : ([process.execPath, 'chat.mjs'] as const)
  await writeFile(join(folder, name), code)
  const child = spawn(program, [join(folder, name)])
  let output = ''
  try {
    await new Promise<void>((resolve, reject) => {
      const late = () => reject(new Error(`Within 10 s it printed only:\n${output}`))
      const timer = setTimeout(late, 10_000)
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text
          if (!awaited.every((each) => each.test(output))) return
          clearTimeout(timer)
          resolve()
        })
    })
  } finally {
    child.kill()
  }
}

/** For a `describe`: a folder inside the checkout, so that Node finds the packages, and what runs code in it. */
export function pasteFolder(): (language: string, code: string, awaited: RegExp[]) => Promise<void> {
  let folder: string
  beforeAll(async () => (folder = await mkdtemp(join(process.cwd(), 'node_modules', '.console-test-'))))
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return (language, code, awaited) => run(folder, language, code, awaited)
}
