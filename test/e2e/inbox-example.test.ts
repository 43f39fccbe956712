// The example of a chat list: run as it stands, it shows each room as it is, whatever happens and wherever it is read.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { enter, must, registered, roomWith, say, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { sharedServer, type Server } from '../support/server.js'
import type { Message } from '../support/wire.js'

const EXAMPLE = 'docs/examples/inbox.mjs'

let server: Server
let folder: string
let child: ChildProcess | undefined
let output = ''

// Inside the checkout, so that Node finds the packages.
beforeAll(async () => {
  server = await sharedServer()
  folder = await mkdtemp(join(process.cwd(), 'node_modules', '.inbox-test-'))
})
afterEach(() => void child?.kill())
afterAll(() => rm(folder, { recursive: true, force: true }))

async function run(who: Person): Promise<void> {
  const program = (await readFile(EXAMPLE, 'utf8')).replace('http://localhost:3000', server.url)
  await writeFile(join(folder, 'inbox.mjs'), program)
  output = ''
  child = spawn(process.execPath, ['inbox.mjs'], {
    cwd: folder,
    env: { ...process.env, TOKEN: who.token },
  })
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
}

/** What it has shown last. */
const shown = () => output.trim().split('\n\n').at(-1)
const type = (line: string) => child!.stdin!.write(`${line}\n`)

const change = async (who: Person, room: string, body: object): Promise<Message> =>
  must(await who.api.post<Message>(at('/send-message', room), body), 201)

describe('the example of a chat list', () => {
  it('is what docs/clients.md shows', async () => {
    expect(await readFile('docs/clients.md', 'utf8')).toContain(
      `\`\`\`js\n${await readFile(EXAMPLE, 'utf8')}\`\`\``,
    )
  })

  it('has every room, what was said last in it and how much is to be read, the latest first', async () => {
    const ann = await registered(server, 'Ann')
    const bob = await registered(server, 'Bob')
    const lunch = await roomWith(ann, [bob])
    const team = await roomWith(bob, [ann])
    await say(bob, team, 'Good morning')
    await run(ann)
    await expect.poll(shown).toBe(`${team} (1) Bob: Good morning\n${lunch}`)
    const { seq } = await say(bob, lunch, 'Hungry?')
    await change(bob, lunch, { type: 'text', message: '@Ann?', mentions: [ann.user.username] })
    await expect.poll(shown).toBe(`${lunch} (2) @ Bob: @Ann?\n${team} (1) Bob: Good morning`)
    await change(bob, lunch, { type: 'delete', target_seq: seq })
    await expect.poll(shown).toBe(`${lunch} (1) @ Bob: @Ann?\n${team} (1) Bob: Good morning`)
    type(lunch)
    await expect.poll(shown).toBe(`${lunch} Bob: @Ann?\n${team} (1) Bob: Good morning`)
    type(`${team} Good morning, Bob`)
    await expect.poll(shown).toBe(`${team} Ann: Good morning, Bob\n${lunch} Bob: @Ann?`)
  })

  it('learns of a room that one enters and of one that one leaves on another device, and of what is read there', async () => {
    const ann = await registered(server, 'Ann')
    const bob = await registered(server, 'Bob')
    const lunch = await roomWith(bob, [ann])
    const team = await roomWith(bob)
    await say(bob, team, 'Anybody here?')
    const { seq } = await say(bob, lunch, 'Hungry?')
    await run(ann)
    await expect.poll(shown).toBe(`${lunch} (1) Bob: Hungry?`)
    must(await ann.api.put(`${at('/chatroom', lunch)}/marks`, { read: seq }), 200)
    await expect.poll(shown).toBe(`${lunch} Bob: Hungry?`)
    await enter(ann, team)
    await expect.poll(shown).toBe(`${lunch} Bob: Hungry?\n${team} Bob: Anybody here?`)
    must(await ann.api.post(at('/leave-chatroom', lunch)), 204)
    await expect.poll(shown).toBe(`${team} Bob: Anybody here?`)
  })
})
