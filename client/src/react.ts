// Hooks over a client's observables, for React 18 and later and for Preact by way of preact/compat.
import { createContext, createElement, useContext, useEffect, useSyncExternalStore } from 'react'
import type { FunctionComponent, ReactNode } from 'react'
import type {
  Chatroom,
  Client,
  ConnectionState,
  Observable,
  Outgoing,
  Person,
  Presence,
  Room,
  TimelineView,
  User,
} from './index.js'

const ChatClient = createContext<Client | undefined>(undefined)

/** Gives a client to all that is below. */
export const ChatProvider: FunctionComponent<{ client: Client; children?: ReactNode }> = ({
  client,
  children,
}) => createElement(ChatClient.Provider, { value: client }, children)

/** The client that ChatProvider has. */
export function useClient(): Client {
  const client = useContext(ChatClient)
  if (!client) throw new Error('There is no ChatProvider above.')
  return client
}

/** What an observable has now, and anew when that changes. */
export const useObservable = <T>({ subscribe, getSnapshot }: Observable<T>): T =>
  useSyncExternalStore(subscribe, getSnapshot, getSnapshot)

export interface InboxView {
  /** Latest activity first; undefined until they are known. */
  rooms: readonly Chatroom[] | undefined
  connection: ConnectionState
  user: User | undefined
}

/** One's rooms, and whether one is connected. */
export function useInbox(): InboxView {
  const { inbox, connection, user } = useClient()
  return {
    rooms: useObservable(inbox),
    connection: useObservable(connection),
    user: useObservable(user),
  }
}

/** A room as it is now, undefined until that is known, and what one does there. */
export function useRoom(name: string): { room: Room; info: Chatroom | undefined } {
  const room = useClient().room(name)
  return { room, info: useObservable(room.info) }
}

/** What was said in a room, and what is on its way there. */
export function useTimeline(name: string): TimelineView & { room: Room; outgoing: readonly Outgoing[] } {
  const room = useClient().room(name)
  return { ...useObservable(room.timeline), outgoing: useObservable(room.outgoing), room }
}

export interface Unread {
  /** Messages in rooms that are not archived, and in how many of those rooms. */
  messages: number
  rooms: number
  mentions: number
}

const isMuted = ({ muted_until }: { muted_until: string | null }): boolean =>
  Date.parse(muted_until ?? '') > Date.now()

/** How much is unread: in one room, or in all; of muted ones only what mentions one. */
export function useUnread(name?: string): Unread {
  const rooms = useObservable(useClient().inbox) ?? []
  const unread = { messages: 0, rooms: 0, mentions: 0 }
  for (const { name: each, me } of rooms) {
    if (!me || (name === undefined ? me.archived : name !== each)) continue
    const counted = name === undefined && isMuted(me) ? me.unread_mentions : me.unread
    unread.messages += counted
    unread.mentions += me.unread_mentions
    if (counted > 0) unread.rooms++
  }
  return unread
}

/** Who types in a room, and what to call at each key and when nothing is written any more. */
export function useTyping(name: string): { typists: readonly Person[]; typing(): void; stop(): void } {
  const room = useClient().room(name)
  useEffect(() => () => room.stopTyping(), [room])
  return {
    typists: useObservable(room.typists),
    typing: () => room.typing(),
    stop: () => room.stopTyping(),
  }
}

/** Whether somebody is online, as far as they let it be seen. */
export const usePresence = (username: string): Presence | undefined =>
  useObservable(useClient().presence(username))
