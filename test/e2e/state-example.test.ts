// The example of a client that keeps a room as it is: run as it stands, it ends as the history has it.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { must, registered, roomWith, say, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { sharedServer, type Server } from '../support/server.js'
import type { Message } from '../support/wire.js'

const EXAMPLE = 'docs/examples/state.mjs'

let server: Server
let folder: string

// Inside the checkout, so that Node finds the packages.
beforeAll(async () => {
  server = await sharedServer()
  folder = await mkdtemp(join(process.cwd(), 'node_modules', '.state-test-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const change = async (who: Person, room: string, body: object): Promise<Message> =>
  must(await who.api.post<Message>(at('/send-message', room), body), 201)

describe('the example of a client that keeps a room', () => {
  it('is what docs/clients.md shows', async () => {
    expect(await readFile('docs/clients.md', 'utf8')).toContain(
      `\`\`\`js\n${await readFile(EXAMPLE, 'utf8')}\`\`\``,
    )
  })

  it('has each message as it is, whether it was there for the change or came later', async () => {
    const ann = await registered(server, 'Ann')
    const bob = await registered(server, 'Bob')
    const room = await roomWith(ann, [bob])
    const { seq } = await say(ann, room, 'Who is hungry?')
    const away = await say(bob, room, 'not for long')
    await change(ann, room, { type: 'edit', target_seq: seq, message: 'Who is thirsty?' })
    const code = await readFile(EXAMPLE, 'utf8')
    const program = code.replace('http://localhost:3000', server.url).replace('whatsapp_chatroom2', room)
    await writeFile(join(folder, 'state.mjs'), program)
    const child = spawn(process.execPath, ['state.mjs'], {
      cwd: folder,
      env: { ...process.env, TOKEN: ann.token },
    })
    try {
      let output = ''
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => (output += text))
      const last = () => output.trim().split('\n\n').at(-1)
      await expect.poll(last).toBe(`3 Ann: Who is thirsty? edited\n4 Bob: not for long`)
      await change(bob, room, { type: 'text', message: 'Me!', reply_to: seq })
      await change(bob, room, { type: 'reaction', target_seq: seq, emoji: '👍' })
      await change(ann, room, { type: 'reaction', target_seq: seq, emoji: '👍' })
      await change(bob, room, { type: 'delete', target_seq: away.seq })
      await change(ann, room, { type: 'edit', target_seq: seq, message: 'Anybody?' })
      await expect.poll(last).toBe('3 Ann: Anybody? edited 👍 2\n4 Bob: (deleted)\n6 Bob re «Anybody?»: Me!')
    } finally {
      child.kill()
    }
  })
})
