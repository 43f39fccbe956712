// Somebody who only wants to chat while others attack: how long their messages take, before and after.
import { performance } from 'node:perf_hooks'
import { expect } from 'vitest'
import { must, registered, roomWith } from './people.js'
import type { RoomClient } from './room-client.js'
import type { Server } from './server.js'
import { websocketDoor } from './websocket.door.js'

const MESSAGES = 40
/** Milliseconds: on a machine that runs other tests too, what lies below says nothing. */
const NOISE = 150

/** Anything that tells of our insides. */
export const INTERNAL =
  /node_modules|\.[cm]?[jt]s:\d+|\/dist\/|\bat \w+ \(|relation "|column "|syntax error at/

export interface Bystander {
  server: Server
  client: RoomClient
  /** Milliseconds of their slowest message before anybody attacked. */
  before: number
}

export async function bystanderIn(server: Server): Promise<Bystander> {
  const person = await registered(server, 'bystander')
  const client = await websocketDoor.connect(server, person.token, await roomWith(person))
  await slowest(client)
  return { server, client, before: await slowest(client) }
}

/** Somebody else on this machine may take its time once; an attack that has harmed the server still does a moment later. */
const TRIES = 3

/** Fails if they are served at less than half the speed, or the server has logged what it should not. */
export async function expectServed({ server, client, before }: Bystander): Promise<void> {
  const bearable = Math.max(2 * before, NOISE)
  let now = await slowest(client)
  for (let nth = 1; nth < TRIES && now > bearable; nth++) now = await slowest(client)
  expect(now).toBeLessThanOrEqual(bearable)
  must(await (await registered(server)).api.get('/auth/me'), 200)
  expect(server.output).not.toMatch(INTERNAL)
  expect(server.output).not.toMatch(/\b(ERROR|FATAL)\b|"level":"(error|fatal)"|Warning:/)
}

/** Milliseconds of the slowest message that they send, one after the other, while `attack` goes on. */
export async function slowestDuring({ client }: Bystander, attack: Promise<unknown>): Promise<number> {
  const over = new AbortController()
  let most = 0
  void attack.catch(() => undefined).finally(() => over.abort())
  while (!over.signal.aborted) {
    const start = performance.now()
    expect(await client.send({ type: 'text', message: 'hello' })).toMatchObject({ ok: true })
    most = Math.max(most, performance.now() - start)
  }
  await attack
  return most
}

/** Milliseconds of the slowest of forty, each of which waits for the one before: all but their p99. */
async function slowest(client: RoomClient): Promise<number> {
  let most = 0
  for (let nth = 0; nth < MESSAGES; nth++) {
    const start = performance.now()
    expect(await client.send({ type: 'text', message: 'hello' })).toMatchObject({ ok: true })
    most = Math.max(most, performance.now() - start)
  }
  return most
}
