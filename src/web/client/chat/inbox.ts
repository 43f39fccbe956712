// One's rooms as the page reads them: each of these is drawn again when it changes.
import { computed } from '@preact/signals'
import type { Client, Membership, Person, Presence } from 'whatsapp-api-client'
import type { Chatroom } from '../shared/wire'
import { chat, client } from './me'
import { observed, type Observed } from './observed'

/** A value of whoever is signed in. */
const of = <T>(read: (now: Client) => Observed<T>) => computed(() => client.value && read(client.value).value)

export const inbox = {
  /** Latest activity first; undefined until they are known. */
  rooms: of<readonly Chatroom[] | undefined>((now) => observed(now.inbox)),
  /** Whether one is connected. */
  connection: of((now) => observed(now.connection)),
  /** What was begun to be written, by room. */
  drafts: of((now) => observed(now.drafts.all)),

  /** One of one's own, as it is known by now. */
  get: (name: string): Chatroom | undefined => inbox.rooms.value?.find((room) => room.name === name),

  /** Who types there. */
  typists: (name: string): readonly Person[] => observed(chat().room(name).typists).value,

  /** Whether somebody is there, as far as they let it be seen; watched while it is drawn. */
  presence: (username: string): Presence | undefined => observed(chat().presence(username)).value,

  /** How many ask to join. */
  requests: (name: string): number => observed(chat().requests(name)).value ?? 0,

  /** Calls back each time that there is a connection again. @returns how to stop that */
  live: (told: () => void): (() => void) => {
    const at = computed(() => inbox.connection.value?.at)
    return at.subscribe((now) => now === 'live' && told())
  },

  /** @throws ChatError */
  change: (
    name: string,
    changes: Partial<Pick<Membership, 'muted_until' | 'archived' | 'favourite'>>,
  ): Promise<Membership> => chat().setMembership(name, changes),

  /** Has that message, and all after it, unread again. @throws ChatError */
  markUnread: (name: string, seq: number): Promise<void> => chat().room(name).markUnread(seq),
}
