// The README's promises: its conversations, run as they stand there, but for the port.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { within } from '../support/inbox.js'
import { must } from '../support/people.js'
import { api, at } from '../support/rest.js'
import { startServer, type Server } from '../support/server.js'
import { whenDone } from '../support/when-done.js'
import type { Chatroom, Session } from '../support/wire.js'

interface OpenApi {
  components: { schemas: Record<string, { properties: Record<string, { example?: string }> }> }
}

let server: Server
let folder: string
let blocks: { language: string; code: string }[]
/** What was pasted into one terminal after the other. */
let pasted: string[]

const LIVE = 'docs/examples/live.mjs'

/** The README's block of that language that holds `text`. */
function block(language: string, text: string): string {
  const found = blocks.find((each) => each.language === language && each.code.includes(text))
  if (!found) throw new Error(`README.md has no ${language} block with ${text}`)
  return found.code.replaceAll('http://localhost:3000', server.url)
}

beforeAll(async () => {
  server = await startServer()
  folder = await mkdtemp(join(process.cwd(), 'node_modules', '.readme-test-'))
  await mkdir(join(folder, 'docs/examples'), { recursive: true })
  const live = await readFile(LIVE, 'utf8')
  await writeFile(join(folder, LIVE), live.replace('http://localhost:3000', server.url))
  const readme = await readFile('README.md', 'utf8')
  blocks = [...readme.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language, code]) => ({
    language: language!,
    code: code!,
  }))
})

afterAll(async () => {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** A terminal in a checkout, into which everything for a shell is pasted in its order, and then a line is typed. */
class Terminal {
  output = ''
  private readonly shell: ChildProcess

  constructor(paste: string[]) {
    // It takes the pipe for a network connection where no shell is around it, and would then read somebody's settings.
    this.shell = spawn('bash', ['--norc', '-uc', paste.join('\n')], { cwd: folder, detached: true })
    for (const stream of [this.shell.stdout, this.shell.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text))
    whenDone(() => this.interrupt())
  }

  async shows(text: string): Promise<void> {
    const look = () => {
      if (!this.output.includes(text)) throw new Error(`No «${text}» in the terminal:\n${this.output}`)
    }
    await vi.waitFor(look, 60_000)
  }

  type(line: string): void {
    this.shell.stdin?.write(`${line}\n`)
  }

  /** Ctrl-C: to all that runs there. */
  async interrupt(): Promise<void> {
    if (this.shell.exitCode !== null || this.shell.signalCode !== null) return
    const ended = new Promise((resolve) => this.shell.once('close', resolve))
    process.kill(-this.shell.pid!, 'SIGINT')
    await within(5000, 'the end of what runs in the terminal', ended)
  }
}

describe('the README', () => {
  it('shows the program that it has you run', async () => {
    expect(block('js', 'socket.io-client')).toBe(
      (await readFile(LIVE, 'utf8')).replace('http://localhost:3000', server.url),
    )
  })

  it('has blocks that can be pasted in their order, and again', async () => {
    const paste = [
      block('sh', 'chatroom/create'),
      'echo "TOKEN $ANN"',
      block('sh', 'auth/ticket'),
      block('sh', LIVE),
    ]
    pasted = []
    for (const [first, last] of [
      [6, 'bob Hello, everybody!'],
      [8, 'bob Hello again!'],
    ] as const) {
      const terminal = new Terminal(paste)
      await terminal.shows('In whatsapp_chatroom2 as bob')
      await terminal.shows('2 bob joined\n3 ann Hello, Bob!\n4 bob Hello, Ann!\n5 ann 👋\n')
      terminal.type(last.replace('bob ', ''))
      await terminal.shows(`${first} ${last}\n`)
      await terminal.interrupt()
      expect(terminal.output).toContain('"message":"Hello, Ann!"')
      expect(terminal.output).toMatch(/"ticket":"[^"]+"/)
      expect(terminal.output).not.toContain('"code":"unauthenticated"')
      pasted.push(terminal.output)
    }
    expect(pasted[0]).not.toContain('"code":')
    expect([...pasted[1]!.matchAll(/"code":"(\w+)"/g)].map(([, code]) => code)).toEqual(['chatroom_exists'])
    expect(pasted[1]).toContain('7 ann Hello, Bob!\n8 bob Hello again!\n')
  })

  it('says in one line that no server is running', async () => {
    const paste = block('sh', 'chatroom/create').replaceAll(server.url, 'http://127.0.0.1:1')
    const terminal = new Terminal([paste, 'echo Done'])
    await terminal.shows('Done')
    await terminal.interrupt()
    expect(terminal.output).toBe('Start the server first: npm ci && npm start\nDone\n')
  })

  it('leaves Ann and the room as the examples of the OpenAPI document have them', async () => {
    const { components } = (await (await fetch(`${server.url}/docs-json`)).json()) as OpenApi
    const exampleOf = (name: string) =>
      Object.fromEntries(
        Object.entries(components.schemas[name]!.properties).map(([key, { example }]) => [key, example]),
      )
    const ann = exampleOf('Login')
    expect(exampleOf('Register')).toMatchObject(ann)
    const { access_token } = must(await api(server).post<Session>('/auth/login', ann), 200)
    const room = must(
      await api(server, access_token).get<Chatroom>(at('/chatroom', exampleOf('CreateChatroom')['name']!)),
      200,
    )
    expect(room).toMatchObject({ role: 'owner', member_count: 2 })
    const clients = await readFile('docs/clients.md', 'utf8')
    const signsIn = `username: '${ann['username']}', password: '${ann['password']}'`
    const samples = clients.split(/^## /m).filter((section) => section.includes('password:'))
    expect(samples).toHaveLength(4)
    for (const sample of samples) {
      expect(sample).toContain(signsIn)
      expect(sample).toContain(`'${room.name}'`)
    }
  })

  it('has a program that says why it was not let in', async () => {
    const terminal = new Terminal(['export BOB=wrong', block('sh', LIVE)])
    await terminal.shows('token')
    await terminal.interrupt()
    expect(terminal.output).toMatch(/^The access token [\w ]+\.\n$/)
  })

  it('has a frame for a plain WebSocket that is answered', async () => {
    const token = /TOKEN (\S+)/.exec(pasted[0]!)![1]!
    const answer = await fetch(`${server.url}/auth/ticket`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    })
    const { ticket } = (await answer.json()) as { ticket: string }
    const address = /`(ws:[^`]*ticket=)`/.exec(await readFile('README.md', 'utf8'))![1]!
    const socket = new WebSocket(
      address.replace('ws://localhost:3000', server.url.replace('http', 'ws')) + ticket,
    )
    const frames: { type: string; seq?: number }[] = []
    socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString()) as { type: string }))
    await new Promise((resolve) => socket.once('open', resolve))
    socket.send(block('json', 'plain WebSocket'))
    await expect.poll(() => frames.some(({ type }) => type === 'ack')).toBe(true)
    expect(frames[0]).toMatchObject({ type: 'ready', last_seq: 8 })
    const texts = () => frames.filter(({ type }) => type === 'text').map(({ seq }) => seq)
    await expect.poll(texts).toEqual([3, 4, 6, 7, 8, 9])
    socket.close()
  })

  it('has a program that comes back by itself, with nothing twice', async () => {
    const token = /TOKEN (\S+)/.exec(pasted[0]!)![1]!
    const terminal = new Terminal([`export BOB=${token}`, block('sh', LIVE)])
    await terminal.shows('\n9 ann')
    const { databaseUrl, port } = server
    await server.stop()
    await terminal.shows('trying again')
    server = await startServer({ databaseUrl, env: { PORT: String(port) } })
    await expect.poll(() => terminal.output.match(/^In whatsapp_chatroom2 as ann$/gm)).toHaveLength(2)
    terminal.type('Still here')
    await terminal.shows('\n10 ann Still here\n')
    await terminal.interrupt()
    expect(terminal.output).toContain('1001 ')
    expect(terminal.output.match(/^[0-9]{1,2} .*$/gm)).toHaveLength(10)
  })

  it('names pages that are there', async () => {
    const readme = await readFile('README.md', 'utf8')
    const pages = [...readme.matchAll(/\]\(((?:docs\/|[A-Z])[^)]+)\)/g)].map(([, page]) => page!)
    expect(pages.length).toBeGreaterThan(3)
    expect(pages.filter((page) => !existsSync(page))).toEqual([])
  })
})
