// A room for as long as something is done in it.
import { randomUUID } from 'node:crypto'
import { at } from './caller.js'
import type { World } from './life.js'
import { see } from './life.js'
import type { Person } from './population.js'

export interface Entry {
  seq: number
  type: string
  client_id: string | null
  message?: string | null
}

interface Page {
  messages: Entry[]
  has_more: boolean
}

/** Made by the first of these people, entered by the others, and deleted when `use` is done. */
export async function withRoom(
  world: World,
  count: number,
  use: (room: string, people: Person[]) => Promise<void>,
  options: object = {},
): Promise<void> {
  const people = world.chance.some(world.people, count)
  const [owner, ...others] = people as [Person, ...Person[]]
  const room = `soak-${randomUUID()}`
  await owner.calls.must(201, 'POST', '/chatroom/create', { name: room, max_members: 100, ...options })
  try {
    for (const other of others) await other.calls.must(200, 'POST', at('/enter-chatroom', room))
    await use(room, people)
  } finally {
    await owner.calls.must(204, 'DELETE', at('/chatroom', room))
  }
}

/** Says something, or changes it. */
export function say(person: Person, room: string, body: object): Promise<Entry> {
  return person.calls.must<Entry>([200, 201], 'POST', at('/send-message', room), {
    client_id: randomUUID(),
    ...body,
  })
}

/** The whole log, as somebody reads it. @throws Error where there is a gap in it */
export async function logOf(person: Person, room: string): Promise<Entry[]> {
  const log: Entry[] = []
  for (let more = true; more;) {
    const query = `?after_seq=${log.at(-1)?.seq ?? 0}&limit=100`
    const page = await person.calls.must<Page>(200, 'GET', at('/chatroom', room, `/messages${query}`))
    log.push(...page.messages)
    more = page.has_more
  }
  log.forEach(({ seq }, nth) => see(seq === nth + 1, `${room}: seq ${seq} is entry ${nth + 1} of the log`))
  return log
}
