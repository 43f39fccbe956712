// Everybody's connections to a room and to their inbox while they ask for everything and the room goes on.
import { expect } from 'vitest'
import type { Drafts } from '../drafts.js'
import { must, say } from '../people.js'
import { at } from '../rest.js'
import type { Server } from '../server.js'
import type { Frame } from '../websocket.door.js'
import { FRAMES, inTheRoom, onTheInbox, type Command } from './commands.js'
import type { Scene } from './scene.js'
import { SOCKET_DOORS, toInbox, toRoom, type Line, type SocketDoor } from './sockets.js'
import { governs, isIn, isSignedIn, refusal } from './states.js'
import { forbiddenTo, found, touch } from './words.js'
import type { Ground, World } from './world.js'

const CLOSES: Record<string, number> = { unauthenticated: 4401, not_a_member: 4403, chatroom_not_found: 4404 }

/** One person's connections by every door. */
export interface Lines {
  scene: Scene
  lines: Line[]
  /** What was answered, and what has to be. */
  got: Record<string, unknown>
  expected: Record<string, unknown>
}

/** What has come of it. */
export type Told = Omit<Lines, 'lines'> & { leaks: string[] }

/** Connects by every door, syncs, and asks for everything. */
export async function openLines(server: Server, drafts: Drafts, scene: Scene): Promise<Lines> {
  const all: Lines = { scene, lines: [], got: {}, expected: {} }
  for (const door of SOCKET_DOORS) {
    await inRoom(server, drafts, all, door)
    await inInbox(server, drafts, all, door)
  }
  return all
}

async function inRoom(server: Server, drafts: Drafts, all: Lines, door: SocketDoor): Promise<void> {
  const { scene } = all
  const line = await toRoom(server, door, scene.caller.token ?? '', scene.room)
  all.lines.push(line)
  const code = refusal('read', scene)
  all.got[`${door} room`] = line.refused?.code ?? 'in'
  all.expected[`${door} room`] = code ?? 'in'
  if (line.refused?.close) {
    all.got[`${door} close`] = line.refused.close
    all.expected[`${door} close`] = CLOSES[code ?? '']
  }
  if (!line.refused) await ask(all, line, `${door} room`, Object.values(inTheRoom(drafts)).flat(), {})
}

async function inInbox(server: Server, drafts: Drafts, all: Lines, door: SocketDoor): Promise<void> {
  const { scene } = all
  const line = await toInbox(server, door, scene.caller.token ?? '')
  all.lines.push(line)
  all.got[`${door} inbox`] = line.refused?.code ?? 'in'
  all.expected[`${door} inbox`] = isSignedIn(scene) ? 'in' : 'unauthenticated'
  if (line.refused) return
  // By one door as on the first visit, by the other as somebody who was there when the room began.
  const after = door === 'plain' ? {} : { [scene.room]: 0 }
  all.got[`${door} sync`] = await line.ask('sync', { after, limit: 500 })
  all.expected[`${door} sync`] = 'ok'
  const of = { chatroom: scene.room }
  await ask(all, line, `${door} inbox`, Object.values(onTheInbox(drafts)).flat(), of)
}

async function ask(all: Lines, line: Line, where: string, commands: Command[], of: object): Promise<void> {
  for (const { as, event, body, expect: cell } of commands) {
    const name = `${where}: ${as}`
    all.got[name] = await line.ask(event, { ...(event !== 'watch' && of), ...body(all.scene) })
    all.expected[name] = cell(all.scene)
  }
}

/** The room goes on; then everybody has what was told of it. */
export async function goOn(world: World, ground: Ground, all: Lines[]): Promise<Told[]> {
  const { people } = world
  await touch(people.owner, ground.room, ground.past)
  if (ground.kind !== 'direct') await refuse(world, ground.room)
  const { seq } = await say(people.owner, ground.room, 'the last')
  for (const { scene, lines } of all) {
    const open = lines.filter(({ refused }) => !refused)
    if (isIn(scene)) {
      for (const { told } of open)
        await expect.poll(() => told.some((frame) => frame.seq === seq), { interval: 10 }).toBe(true)
      // Beside the entries, and to no others.
      if (governs(scene))
        for (const { told } of open)
          await expect.poll(() => told.some(({ type }) => type === 'requests'), { interval: 10 }).toBe(true)
    } else if (isSignedIn(scene)) await fence(scene, open)
  }
  await Promise.all(all.flatMap(({ lines }) => lines).map((line) => line.refused ?? line.close()))
  return all.map(withLeaks)
}

/** Somebody who waits is not let in; they are to wait again afterwards. */
async function refuse(world: World, room: string): Promise<void> {
  const { owner, asked } = world.people
  must(await owner.api.delete(at('/chatroom', room, `/requests/${asked.user.username}`)), 204)
  await world.askAgain(room, asked)
}

/** What was said before has come when what is said now has. */
async function fence({ actor, world }: Scene, open: Line[]): Promise<void> {
  const own = Object.values(world.people).includes(actor) ? world.roomOfPerson(actor) : undefined
  if (!own) return
  const { seq } = await say(actor, own, 'a fence')
  for (const { told } of open)
    await expect
      .poll(() => told.some((frame) => frame['chatroom'] === own && frame.seq === seq), { interval: 10 })
      .toBe(true)
}

const isEntry = ({ seq, type }: Frame): boolean => seq !== undefined && !['ack', 'answer'].includes(type)

/** What a frame is called in the document. */
function nameOf(frame: Frame): string {
  if (frame.type === 'answer') return 'acknowledgement'
  return isEntry(frame) ? 'message' : frame.type
}

/** Whether a frame is of this room. */
const isOf = (room: string, { chatroom, room: whole }: Frame): boolean =>
  chatroom === room || (whole as { name?: string } | undefined)?.name === room

/** Adds what was told to somebody and is not for them. */
function withLeaks({ scene, lines, ...answers }: Lines): Told {
  const forbidden = forbiddenTo(scene, scene.words)
  const leaks = lines.flatMap(({ told }) =>
    told.flatMap((frame) => {
      const name = nameOf(frame)
      const strays = isOf(scene.room, frame) && !FRAMES[name]?.(scene) ? ['not for them'] : []
      return [...strays, ...found(forbidden, frame)].map((what) => `${name}: ${what}`)
    }),
  )
  return { scene, ...answers, leaks }
}
