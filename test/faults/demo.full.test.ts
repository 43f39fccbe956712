// The demo: a database that is filled with chats, the same ones for the same seed, in logs like all others.
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, migratedDatabase } from '../support/database.js'
import { logOf, must, personOf, type Person } from '../support/people.js'
import { api, at } from '../support/rest.js'
import { startInVain, startServer, type Exit, type Server } from '../support/server.js'
import type { Chatroom, Message, Session } from '../support/wire.js'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const DAY_MS = 86_400_000
/** All of it takes some ten seconds on a machine of its own: the last days have every kind, too. */
const DAYS = 2

const demo = (databaseUrl: string, ...options: string[]): Promise<Exit> =>
  startInVain({ DATABASE_URL: databaseUrl, MEDIA_TIMEOUT: '60s' }, [MAIN, 'demo', ...options])

async function filled(...options: string[]): Promise<{ server: Server; databaseUrl: string; exit: Exit }> {
  const databaseUrl = await migratedDatabase()
  const exit = await demo(databaseUrl, '--days', String(DAYS), ...options)
  expect(exit, exit.stderr).toMatchObject({ code: 0 })
  return { server: await startServer({ databaseUrl }), databaseUrl, exit }
}

/** As the command says that one signs in. */
async function signedIn(server: Server, { stdout }: Exit): Promise<Person> {
  const [, username] = /Username +(\S+)/.exec(stdout) ?? []
  const [, password] = /Password +(\S+)/.exec(stdout) ?? []
  return personOf(server, must(await api(server).post<Session>('/auth/login', { username, password }), 200))
}

async function roomsOf(person: Person): Promise<Chatroom[]> {
  const pages = [false, true].map((archived) =>
    person.api.get<{ rooms: Chatroom[] }>('/inbox', { archived, limit: 100 }),
  )
  const rooms = (await Promise.all(pages)).flatMap((page) => must(page, 200).rooms)
  return [...new Map(rooms.map((room) => [room.name, room])).values()]
}

/** What differs wherever something is written anew: ids and their addresses, times, and the words of a film that its maker makes up. */
const NEW = new Set([
  ...['id', 'log', 'url', 'thumbnail_url', 'avatar_url', 'avatar', 'avatar_id', 'sha256', 'size'],
  ...['created_at', 'edited_at', 'expires_at', 'chatroom', 'name'],
])
const asWritten = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, each: unknown) => (NEW.has(key) ? undefined : each)))

describe('the demo', () => {
  let server: Server
  let databaseUrl: string
  let exit: Exit
  let maya: Person
  let rooms: Chatroom[]
  const logs = new Map<string, Message[]>()

  beforeAll(async () => {
    ;({ server, databaseUrl, exit } = await filled())
    maya = await signedIn(server, exit)
    rooms = await roomsOf(maya)
    for (const { name } of rooms) logs.set(name, await logOf(maya, name))
  })

  /** Of a chat of two, the other one. */
  const titleOf = ({ name, peer }: Chatroom): string => peer?.username ?? name
  const titled = (title: string): Chatroom => rooms.find((room) => titleOf(room) === title)!

  it('says who can sign in', () => {
    expect(exit.stdout).toMatch(/sign in:\s+Username +maya\s+Password +\S{8,}/)
    expect(exit.stdout).toMatch(/ben, noor, leo/)
  })

  it('writes logs without gaps, in the order of their times, all of them in the days that it was told', () => {
    for (const [name, log] of logs) {
      // Where one sees nothing from before one came, it begins later.
      const first = log[0]!.seq
      const seqs = log.map(({ seq }) => seq)
      expect(seqs, name).toEqual(log.map((_, nth) => first + nth))
      const times = log.map(({ created_at }) => Date.parse(created_at))
      expect(times, name).toEqual(times.toSorted((one, other) => one - other))
      expect(times.at(-1)!, name).toBeLessThan(Date.now())
      expect(times[0]!, name).toBeGreaterThan(Date.now() - (DAYS + 2) * DAY_MS)
    }
    const earliest = Math.min(...[...logs.values()].map(([entry]) => Date.parse(entry!.created_at)))
    expect(earliest).toBeLessThan(Date.now() - (DAYS - 1) * DAY_MS)
  })

  it('has every kind of message and of change', () => {
    const all = [...logs.values()].flat()
    const kinds = new Set(all.map(({ type }) => type))
    for (const kind of [
      ...['text', 'attachment', 'location', 'contact', 'poll', 'deleted'],
      ...['edit', 'delete', 'reaction', 'vote', 'pin'],
      ...['joined', 'left', 'role', 'room'],
    ])
      expect(kinds, kind).toContain(kind)
    const files = new Set(all.flatMap(({ attachment }) => attachment?.type ?? []))
    expect([...files].toSorted()).toEqual(['audio', 'document', 'image', 'video'])
    const voice = all.find(({ attachment }) => attachment?.voice)!
    expect(voice.attachment!.waveform!.length).toBeGreaterThan(10)
    expect(all.some(({ reply_to }) => reply_to)).toBe(true)
    expect(all.some(({ mentions }) => mentions)).toBe(true)
    expect(all.some(({ forwarded }) => forwarded)).toBe(true)
    expect(all.some(({ poll }) => poll?.votes?.length)).toBe(true)
    expect(all.some(({ reactions }) => reactions?.length)).toBe(true)
  })

  it('moves what belongs to an entry with it', async () => {
    const all = [...logs.values()].flat()
    const entry = all.find(({ edited_at, sender }) => edited_at && sender.username === 'maya')!
    expect(Date.parse(entry.edited_at!)).toBeLessThan(Date.now() - 60_000)
    const path = at('/chatroom', entry.chatroom, `/messages/${entry.seq}/versions`)
    const { versions } = must(await maya.api.get<{ versions: { created_at: string }[] }>(path), 200)
    expect(versions[0]!.created_at).toBe(entry.created_at)
  })

  it('leaves to the one who looks what is unread, and what lies elsewhere in the list', async () => {
    expect(titled('orchard-team').me).toMatchObject({ unread: 6, unread_mentions: 1, favourite: true })
    expect(titled('film-club').me!.unread).toBeGreaterThan(9)
    expect(titled('film-club').me!.muted_until).toMatch(/^2099/)
    expect(titled('five-a-side').me).toMatchObject({ unread: 0, archived: true })
    expect(titled('noor').me).toMatchObject({ unread: 2 })
    const shown = rooms.flatMap(({ me, last_message }) =>
      last_message && !me!.archived ? last_message.created_at : [],
    )
    expect(shown).toEqual(shown.toSorted().toReversed())
    expect(
      must(await maya.api.get<{ messages: unknown[] }>('/starred'), 200).messages.length,
    ).toBeGreaterThan(0)
    expect(rooms.map(({ name }) => name)).not.toContain('city-cycling')
    const { chatrooms } = must(
      await maya.api.get<{ chatrooms: Chatroom[] }>('/list-chatroom', { limit: 100 }),
      200,
    )
    expect(chatrooms.map(({ name }) => name)).toContain('city-cycling')
  })

  it('is found by its words', async () => {
    await expect
      .poll(async () => {
        const answer = await maya.api.get<{ results: { message: Message }[] }>('/search', { q: 'baker' })
        return must(answer, 200).results.map(({ message }) => message.chatroom)
      })
      .toContain('flat-4b')
  })

  it('goes on as any other chat', async () => {
    const answer = await maya.api.post<Message>(at('/send-message', 'lunch'), { type: 'text', message: 'Hi' })
    expect(must(answer, 201).seq).toBe(titled('lunch').last_seq + 1)
  })

  it('is not written among people who are there, unless it is told to, and never twice', async () => {
    const again = await demo(databaseUrl)
    expect(again).toMatchObject({ code: 1 })
    expect(again.stderr).toMatch(/people in this database already/)
    const forced = await demo(databaseUrl, '--force')
    expect(forced).toMatchObject({ code: 1 })
    expect(forced.stderr).toMatch(/is called \w+ already/)
  })

  it('is the same for the same seed', async () => {
    const again = await filled()
    const person = await signedIn(again.server, again.exit)
    const there: Record<string, unknown> = {}
    for (const room of await roomsOf(person)) there[titleOf(room)] = asWritten(await logOf(person, room.name))
    const here = Object.fromEntries(rooms.map((room) => [titleOf(room), asWritten(logs.get(room.name))]))
    expect(there).toEqual(here)
  })

  it('says what is wrong with its options, and with a setting that leaves nobody a way in', async () => {
    const days = await demo(databaseUrl, '--days', '99')
    expect(days).toMatchObject({ code: 1 })
    expect(days.stderr).toMatch(/--days takes a whole number from 1 to 14, not 99/)
    const unknown = await demo(databaseUrl, '--size', '3')
    expect(unknown.stderr).toMatch(/It takes --seed N, --days N and --force/)
    const production = { NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(64), DATABASE_URL: databaseUrl }
    const exposed = await startInVain(production, [MAIN, 'demo'])
    expect(exposed).toMatchObject({ code: 1 })
    expect(exposed.stderr).toMatch(/everybody knows the password/)
  })
})

describe('npm start on an empty database', () => {
  it('says what to do, and no more of it once somebody is there', async () => {
    const databaseUrl = await freshDatabase()
    const first = await startServer({ databaseUrl })
    await expect.poll(() => first.stdout).toMatch(/Nobody is here yet\. Open http:\/\/localhost:\d+/)
    const body = { username: 'ann', password: 'correct horse battery' }
    must(await api(first).post('/auth/register', body), 201)
    await first.stop()
    const second = await startServer({ databaseUrl })
    await second.stop()
    expect(second.stdout).toMatch(/API/)
    expect(second.stdout).not.toMatch(/Nobody is here/)
  })
})
