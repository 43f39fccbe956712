// Somebody who only wants to chat while others attack: how long their messages take, meanwhile and after, beside a neighbour's.
import { performance } from 'node:perf_hooks'
import { expect } from 'vitest'
import { awake } from './awake.js'
import { pause } from './inbox.js'
import { must, registered, roomWith } from './people.js'
import type { RoomClient } from './room-client.js'
import { sharedServer, type Server } from './server.js'
import { websocketDoor } from './websocket.door.js'

const MESSAGES = 40
/** Milliseconds: on a machine that runs other tests too, what lies below says nothing. */
const NOISE = 150
/** Milliseconds that a server has to recover from an attack, and the machine from its own. */
const RECOVERY = 20_000

/**
 * A message waits too long if a neighbour, on a server that nobody attacks, has so many answered meanwhile. On an idle machine
 * that is about two seconds; on a slow or busy one it is as much longer as everything else.
 */
export const PATIENCE = 750

/** Anything that tells of our insides. */
export const INTERNAL =
  /node_modules|\.[cm]?[jt]s:\d+|\/dist\/|\bat \w+ \(|relation "|column "|syntax error at/

export interface Bystander {
  server: Server
  client: RoomClient
  /** Somebody on this machine's shared server, for comparison. */
  neighbour: RoomClient
}

export async function bystanderIn(server: Server): Promise<Bystander> {
  return { server, client: await talker(server), neighbour: await sharedNeighbour() }
}

let onShared: Promise<RoomClient> | undefined

/** The same for all test files of a worker, like their server. */
const sharedNeighbour = (): Promise<RoomClient> => (onShared ??= sharedServer().then(talker))

async function talker(server: Server): Promise<RoomClient> {
  const person = await registered(server, 'bystander')
  return websocketDoor.connect(server, person.token, await roomWith(person))
}

/** Fails if they are served at less than a third of a neighbour's speed for good, or the server has logged what it should not. */
export async function expectServed(bystander: Bystander): Promise<void> {
  const { server } = bystander
  const end = awake() + RECOVERY
  let { own, theirs } = await middles(bystander)
  while (own > Math.max(3 * theirs, NOISE) && awake() < end) ({ own, theirs } = await middles(bystander))
  expect(own).toBeLessThanOrEqual(Math.max(3 * theirs, NOISE))
  must(await (await registered(server)).api.get('/auth/me'), 200)
  expect(server.output).not.toMatch(INTERNAL)
  expect(server.output).not.toMatch(/\b(ERROR|FATAL)\b|"level":"(error|fatal)"|Warning:/)
}

export interface Wait {
  /** How many answers a neighbour got while the bystander waited for one, at the most. */
  answers: number
  /** Milliseconds of it. */
  ms: number
}

/** The longest that they wait for a message, one after the other with a pause between them, until `over`. */
export async function longestUntil(over: AbortSignal, bystander: Bystander): Promise<Wait> {
  const longest = { answers: 0, ms: 0 }
  while (!over.aborted) {
    const { answers, ms } = await waitOf(bystander)
    longest.answers = Math.max(longest.answers, answers)
    longest.ms = Math.max(longest.ms, ms)
    await pause(20)
  }
  return longest
}

/** Fails if they wait too long for a message before `attack` is over. */
export async function expectServedDuring(bystander: Bystander, attack: Promise<unknown>): Promise<void> {
  const over = new AbortController()
  void attack.catch(() => undefined).finally(() => over.abort())
  expect((await longestUntil(over.signal, bystander)).answers).toBeLessThan(PATIENCE)
  await attack
}

async function waitOf({ client, neighbour }: Bystander): Promise<Wait> {
  const answered = new AbortController()
  const neighbours = async () => {
    let answers = 0
    for (; !answered.signal.aborted; answers++) await say(neighbour)
    return answers
  }
  const [ms, answers] = await Promise.all([say(client).finally(() => answered.abort()), neighbours()])
  return { answers, ms }
}

/** Milliseconds of the middle one of forty messages of each, which they send in turn. */
async function middles({ client, neighbour }: Bystander): Promise<{ own: number; theirs: number }> {
  const times: { own: number; theirs: number }[] = []
  for (let nth = 0; nth < MESSAGES; nth++)
    times.push({ own: await say(client), theirs: await say(neighbour) })
  const middle = (of: 'own' | 'theirs') =>
    times.map((each) => each[of]).toSorted((one, other) => one - other)[MESSAGES / 2]!
  return { own: middle('own'), theirs: middle('theirs') }
}

/** Milliseconds until a message is acknowledged. */
async function say(client: RoomClient): Promise<number> {
  const start = performance.now()
  expect(await client.send({ type: 'text', message: 'hello' })).toMatchObject({ ok: true })
  return performance.now() - start
}
