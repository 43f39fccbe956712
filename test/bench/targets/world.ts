// The people, rooms and messages that a measurement needs, put into the database by SQL, as the server would have left them.
import { createHash } from 'node:crypto'
import type { Client } from 'pg'
import { AccessTokens } from '../../../src/auth/access-tokens.js'

/** Signs the tokens of a bench; the servers under measurement are given the same. */
export const JWT_SECRET = 'a secret that signs nothing but the tokens of one bench'
const TOKEN_TTL = 24 * 3600

/** Rooms named `<name>-<0…>` with the same number of members each. */
export interface Rooms {
  name: string
  count: number
  members: number
  /** Messages in each, beside everybody's `joined`. */
  messages?: number
}

/** A uuid that SQL's `md5(text)::uuid` and we agree on. */
const uuid = (text: string) =>
  createHash('md5')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

/** Who the nth member of a room is, by number. */
export const memberNumber = (rooms: Rooms, people: number, room: number, nth: number): number =>
  (room * rooms.members + nth) % people

const tokens = AccessTokens.signedWith(new TextEncoder().encode(JWT_SECRET), TOKEN_TTL)
const issued = new Map<string, string>()

/** An access token of the nth person. @param device which of their sessions; the first is everybody's */
export async function tokenOf(person: number, device = 0): Promise<string> {
  const session = `session ${person} ${device}`
  const token =
    issued.get(session) ??
    (await (await tokens).issue({ userId: uuid(`user ${person}`), sessionId: uuid(session) }))
  issued.set(session, token)
  return token
}

const PEOPLE = `
  INSERT INTO users (id, username, display_name, password_hash)
  SELECT md5('user ' || n)::uuid, 'user-' || n, 'User ' || n, 'none' FROM generate_series(0, $1::int - 1) n`
const SESSIONS = `
  INSERT INTO sessions (id, user_id, family_hash, expires_at)
  SELECT md5('session ' || n || ' ' || device)::uuid, md5('user ' || n)::uuid, '', now() + interval '1 day'
  FROM generate_series(0, $1::int - 1) n, generate_series(0, $2::int - 1) device`

/** Everybody of whom the rooms' members are taken. @param devices sessions of each */
export async function fillPeople(client: Client, people: number, devices = 1): Promise<void> {
  await client.query(PEOPLE, [people])
  await client.query(SESSIONS, [people, devices])
}

const ROOMS = `
  INSERT INTO chatrooms (name, folded_name, created_by)
  SELECT $1 || '-' || n, lower($1 || '-' || n), md5('user 0')::uuid FROM generate_series(0, $2::int - 1) n ORDER BY n`
const HEADS = `
  INSERT INTO chatroom_heads (chatroom_id, last_seq, last_n, said_seq, said_at, member_count, max_members)
  SELECT id, $2::int + $3::int, $2::int, CASE WHEN $2::int > 0 THEN $2::int + $3::int ELSE 0 END,
    CASE WHEN $2::int > 0 THEN now() END, $3::int, 100000 FROM chatrooms WHERE starts_with(name, $1 || '-')`
const MEMBERS = `
  INSERT INTO members (chatroom_id, user_id, role, joined_seq, joined_at, read_seq, delivered_seq)
  SELECT c.id, md5('user ' || (substr(c.name, length($1) + 2)::int * $2::int + nth) % $3::int)::uuid,
    CASE nth WHEN 0 THEN 'owner' ELSE 'member' END, nth + 1, now(), nth + 1, nth + 1
  FROM chatrooms c, generate_series(0, $2::int - 1) nth WHERE starts_with(c.name, $1 || '-')`
const JOINED = `
  INSERT INTO messages (chatroom_id, seq, n_before, type, sender_id, created_at)
  SELECT m.chatroom_id, m.joined_seq, 0, 'joined', m.user_id, m.joined_at
  FROM members m JOIN chatrooms c ON c.id = m.chatroom_id WHERE starts_with(c.name, $1 || '-')`
// One of every room in turn, as they would have come.
const MESSAGES = `
  INSERT INTO messages (chatroom_id, seq, n, type, sender_id, message, client_id, digest, created_at)
  SELECT m.chatroom_id, $2::int + n, n, 'text', m.user_id, rpad('message ' || n || ' ', 100, 'of a hundred characters '),
    CASE WHEN $5::boolean THEN 'fill-' || n END, CASE WHEN $5::boolean THEN '\\x00'::bytea END, now()
  FROM generate_series($3::int, $4::int) n,
    (SELECT m.chatroom_id, m.user_id FROM members m JOIN chatrooms c ON c.id = m.chatroom_id
     WHERE starts_with(c.name, $1 || '-') AND m.joined_seq = 1 OFFSET 0) m
  ORDER BY n`
/** Rows of one statement: few enough to be sorted in memory. */
const AT_ONCE = 100_000

export interface FillOptions {
  people: number
  clientIds: boolean
}

export async function fillRooms(
  client: Client,
  rooms: Rooms,
  { people, clientIds }: FillOptions,
): Promise<void> {
  const { name, count, members, messages = 0 } = rooms
  await client.query(ROOMS, [name, count])
  await client.query(HEADS, [name, messages, members])
  await client.query(MEMBERS, [name, members, people])
  await client.query(JOINED, [name])
  await client.query('ANALYZE members, chatrooms')
  const step = Math.max(1, Math.floor(AT_ONCE / count))
  for (let from = 1; from <= messages; from += step)
    await client.query(MESSAGES, [name, members, from, Math.min(messages, from + step - 1), clientIds])
}
