// The README's promises: its conversations, run as they stand there, but for the port.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startServer, type Server } from '../support/server.js'

const run = promisify(execFile)

let server: Server
let folder: string
let blocks: { language: string; code: string }[]
let token: string

/** The README's block of that language that holds `text`. */
function block(language: string, text: string): string {
  const found = blocks.find((each) => each.language === language && each.code.includes(text))
  if (!found) throw new Error(`README.md has no ${language} block with ${text}`)
  return found.code.replaceAll('http://localhost:3000', server.url)
}

beforeAll(async () => {
  server = await startServer()
  folder = await mkdtemp(join(process.cwd(), 'node_modules', '.readme-test-'))
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

describe('the README', () => {
  it('has a conversation with curl that can be pasted', async () => {
    const script = `${block('sh', 'chatroom/create')}\necho "TOKEN $ANN"`
    const { stdout } = await run('bash', ['-euc', script])
    expect(stdout).toContain('"message":"Hello, Ann!"')
    const history = JSON.parse(
      stdout
        .split('\n')
        .at(-2)!
        .replace(/TOKEN .*/, ''),
    ) as { messages: { seq: number; type: string }[] }
    expect(history.messages.map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'joined'],
      [2, 'joined'],
      [3, 'text'],
      [4, 'text'],
    ])
    token = /TOKEN (\S+)/.exec(stdout)![1]!
  })

  it('has a Socket.IO client that runs', async () => {
    const file = join(folder, 'client.mjs')
    await writeFile(file, `${block('js', 'socket.io-client')}\nsetTimeout(() => process.exit(), 1500)`)
    const { stdout } = await run(process.execPath, [file], { env: { ...process.env, TOKEN: token } })
    expect(stdout).toMatch(/^1 Ann joined\n2 Bob joined\n3 Ann Hello, Bob!\n4 Bob Hello, Ann!\n/)
    expect(stdout).toContain('5 Ann Hello, everybody!')
    expect(stdout).toContain('ok: true')
  })

  it('has a frame for a plain WebSocket that is answered', async () => {
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
    expect(frames[0]).toMatchObject({ type: 'ready', last_seq: 5 })
    expect(frames.filter(({ type }) => type === 'text').map(({ seq }) => seq)).toEqual([3, 4, 5, 6])
    socket.close()
  })

  it('names pages that are there', async () => {
    const readme = await readFile('README.md', 'utf8')
    const pages = [...readme.matchAll(/\]\((docs\/[^)]+)\)/g)].map(([, page]) => page!)
    expect(pages.length).toBeGreaterThan(3)
    expect(pages.filter((page) => !existsSync(page))).toEqual([])
  })
})
