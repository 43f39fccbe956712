// Backup and restore of the built-in PostgreSQL, by the commands that an operator runs.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it, vi } from 'vitest'
import { BareInbox } from '../support/bare-inbox.js'
import { admin, EventReader, type EventPage } from '../support/events.js'
import { pause, range, seqs } from '../support/inbox.js'
import { logOf, must, personOf, registered, roomWith, say, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { Server } from '../support/server.js'
import type { Chatroom, Session } from '../support/wire.js'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

const home = await mkdtemp(join(tmpdir(), 'chat-backup-'))
afterAll(() => rm(home, { recursive: true, force: true }))
const dataDir = join(home, 'data')
let server!: Server
afterAll(() => server.stop())

/** Without DATABASE_URL, on the data in `home`. */
const start = async (): Promise<void> => {
  server = await Server.start({ databaseUrl: '', env: { DATA_DIR: dataDir } })
}

function command(name: 'backup' | 'restore', folder: string, env: Record<string, string> = {}): ChildProcess {
  const { PATH = '', HOME = '' } = process.env
  return spawn(process.execPath, [MAIN, name, folder], {
    cwd: home,
    env: { PATH, HOME, DATA_DIR: dataDir, ...env },
  })
}

/** Runs it to its end; answers all that it has said, and whether it succeeded. */
async function run(...given: Parameters<typeof command>): Promise<{ code: number | null; said: string }> {
  const child = command(...given)
  let said = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text) => (said += String(text)))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, said }
}

/** The same person, on the server as it was started again. */
const again = ({ user, token, refreshToken }: Person): Person =>
  personOf(server, { user, access_token: token, refresh_token: refreshToken } as Session)

/** Which log the room has now. */
const logWord = async (): Promise<string> =>
  must(await again(ann).api.get<Chatroom>(at('/chatroom', room)), 200).log

await start()
const ann = await registered(server)
const room = await roomWith(ann)

it('brings back what was there, gap-free, from a backup taken while everybody talks', async () => {
  const backup = join(home, 'backup')
  for (const number of range(1, 50)) await say(ann, room, `before ${number}`)
  const done = new AbortController()
  let said = 51
  const talk = (async () => {
    for (; !done.signal.aborted; said++) await say(ann, room, 'during')
  })()
  await pause(200)
  const atLeast = said
  const taken = await run('backup', backup)
  const atMost = said
  done.abort()
  await talk
  expect(taken).toMatchObject({ code: 0, said: expect.any(String) })
  expect(atMost).toBeGreaterThan(atLeast)
  for (const number of range(1, 20)) await say(ann, room, `after ${number}`)
  const [former, formerLog] = [await logOf(ann, room), await logWord()]
  const { cursor } = must(await admin(server).get<EventPage>('/admin/events', { limit: 1000 }), 200)
  await server.stop()

  const restored = await run('restore', backup)
  expect(restored).toMatchObject({ code: 0, said: expect.any(String) })
  expect(restored.said).toContain('What was there before is in')
  await start()
  const log = await logOf(again(ann), room)
  expect(seqs(log)).toEqual(range(1, log.length))
  expect(log.length).toBeGreaterThanOrEqual(atLeast)
  expect(log.length).toBeLessThanOrEqual(atMost)
  expect(log).toEqual(former.slice(0, log.length))
  const resumed = { after_seq: former.length, log: formerLog }
  expectProblem(await again(ann).api.get(at('/chatroom', room, '/messages'), resumed), 'seq_unknown')
  expect(await say(again(ann), room, 'and on')).toMatchObject({ seq: log.length + 1 })
  // Whoever follows begins again, too, and learns what happens from now on.
  expectProblem(await admin(server).get('/admin/events', { after: cursor }), 'seq_unknown')
  const reader = EventReader.oldest(server)
  await reader.until(() => reader.of(room).some(({ data }) => data['message'] === 'and on'))
  const inbox = await BareInbox.open(server, again(ann), 'websocket')
  inbox.tell('sync', { after: { [room]: { seq: former.length, log: formerLog } } })
  expect(await inbox.next('room_gone')).toMatchObject({
    chatroom: room,
    code: 'seq_unknown',
  })
  inbox.stop()
})

it('is taken of a server that does not run, too, and survives a kill of the restored one', async () => {
  await server.stop()
  const backup = join(home, 'cold')
  expect(await run('backup', backup)).toMatchObject({ code: 0, said: expect.any(String) })
  expect(await run('restore', backup)).toMatchObject({ code: 0, said: expect.any(String) })
  await start()
  const first = await logWord()
  await server.stop()
  // Another life of the same backup: whoever has seen the first must not take it for that.
  expect(await run('restore', backup)).toMatchObject({ code: 0, said: expect.any(String) })
  await start()
  expect(await logWord()).not.toBe(first)
  const log = await logOf(again(ann), room)
  await server.kill()
  await start()
  expect(await logOf(again(ann), room)).toEqual(log)
})

it('killed half-way leaves nothing that looks like a backup, and hinders neither the server nor the next one', async () => {
  const backup = join(home, 'killed')
  const child = command('backup', backup)
  const half = () =>
    readdir(home).then((names) => names.find((name) => name.startsWith('killed.unfinished-')))
  await vi.waitFor(async () => expect(existsSync(join(home, (await half())!, 'base', 'base'))).toBe(true), {
    timeout: 15_000,
    interval: 5,
  })
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('close', resolve))
  expect(existsSync(backup)).toBe(false)
  const refused = await run('restore', join(home, (await half())!))
  expect(refused.code).toBe(1)
  expect(refused.said).toContain('is no backup')
  await say(again(ann), room, 'unimpressed')
  expect(await run('backup', backup)).toMatchObject({ code: 0, said: expect.any(String) })
})

it('is refused in one sentence where it could do harm, and then changes nothing', async () => {
  const backup = join(home, 'killed')
  const [log, names] = [await logOf(again(ann), room), await readdir(dataDir)]
  const refusal = async (...given: Parameters<typeof run>) => {
    const { code, said } = await run(...given)
    expect(code).toBe(1)
    expect(said.trim().split('\n')).toHaveLength(1)
    return said
  }
  expect(await refusal('backup', backup)).toContain('exists already')
  expect(await refusal('backup', join(home, 'x'), { DATA_DIR: join(home, 'none') })).toContain('no database')
  expect(await refusal('restore', backup)).toContain('in use by another server')
  expect(await refusal('restore', join(home, 'nowhere'))).toContain('is no backup')
  const outside = { DATABASE_URL: 'postgres://u:s3cret@127.0.0.1:1/x' }
  for (const name of ['backup', 'restore'] as const) {
    const said = await refusal(name, backup, outside)
    expect(said).toMatch(/DATABASE_URL is set.*pg_dump/)
    expect(said).not.toContain('s3cret')
  }
  await server.stop()
  const file = await open(join(backup, 'base', 'base', '1', 'PG_VERSION'), 'r+')
  await file.write('9')
  await file.close()
  expect(await refusal('restore', backup)).toMatch(/damaged.*PG_VERSION/)
  expect((await readdir(dataDir)).toSorted()).toEqual(names.toSorted())
  await start()
  expect(await logOf(again(ann), room)).toEqual(log)
})
