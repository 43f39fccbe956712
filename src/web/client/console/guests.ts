// The guests of this browser, and the room that they meet in: always the same, so that trying the console leaves no crowd behind.
import { ChatError } from 'whatsapp-api-client'
import { storageKey } from '../shared/place'
import type { LaneSession } from './session'

interface Guest {
  username: string
  password: string
}

const GUESTS = storageKey('console-guests')
const ROOM = storageKey('console-demo')
const NAMES = ['Ann', 'Ben', 'Cleo', 'Dev', 'Ella', 'Finn']

const random = (): string =>
  crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36).padStart(7, '0').slice(-6)

/** A name that no room has. */
export const newRoomName = (): string => `console-${random()}`

/**
 * Signs in the first guest who is not there yet, or registers one more.
 * @param present usernames of those on the page
 * @throws ChatError
 */
export async function beGuest(session: LaneSession, present: readonly string[]): Promise<void> {
  const guests = JSON.parse(localStorage.getItem(GUESTS) ?? '[]') as Guest[]
  const free = guests.findIndex(({ username }) => !present.includes(username))
  const place = free === -1 ? guests.length : free
  if (guests[place] && (await isIn(session, guests[place]))) return
  const name = NAMES[place % NAMES.length]!
  guests[place] = {
    username: `${name.toLowerCase()}-${random()}`,
    password: `${random()}${random()}`,
  }
  await session.register({ ...guests[place], display_name: name })
  localStorage.setItem(GUESTS, JSON.stringify(guests))
}

/** @returns false when the server does not know them any more */
async function isIn(session: LaneSession, guest: Guest): Promise<boolean> {
  try {
    await session.signIn(guest)
    return true
  } catch (thrown) {
    if (ChatError.from(thrown).code === 'unauthenticated') return false
    throw thrown
  }
}

/**
 * Makes the room to try things in anew.
 * @returns its name
 * @throws ChatError
 */
export async function demoRoom(owner: LaneSession): Promise<string> {
  const last = localStorage.getItem(ROOM)
  const name = last ?? newRoomName()
  // Gone already, or no longer theirs: then making it says so.
  if (last !== null) await owner.call('DELETE', `/chatroom/${last}`).catch(() => undefined)
  const make = (free: string) => owner.call('POST', '/chatroom/create', { name: free, max_members: 10 })
  const made = await make(name).then(
    () => name,
    async (thrown: unknown) => {
      // It is somebody else's by now.
      if (ChatError.from(thrown).code !== 'chatroom_exists') throw thrown
      const other = newRoomName()
      await make(other)
      return other
    },
  )
  localStorage.setItem(ROOM, made)
  return made
}
