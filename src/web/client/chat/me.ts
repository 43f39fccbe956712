// Whose page this is: who is signed in, the client that speaks for them, and what the address names.
import { computed, effect, signal } from '@preact/signals'
import {
  createClient,
  indexedDBStore,
  lastSession,
  login,
  register as registerOn,
  type Client,
  type Credentials,
  type Session,
  type User,
} from 'whatsapp-api-client'
import { SERVER, storageKey } from '../shared/place'

/** `/?someone-else` is a window with a session of its own: two people side by side in one browser. */
export const apart = new URLSearchParams(location.search).has('someone-else')

const STORE = 'whatsapp-api-chat'
/** Where a window apart keeps the name of its own store: with its tab that is gone. */
const OWN_STORE = 'own-store'

function storeName(): string {
  if (!apart) return STORE
  const name = sessionStorage.getItem(OWN_STORE) ?? `${STORE} ${Math.random()}`
  sessionStorage.setItem(OWN_STORE, name)
  keepStore(name)
  return name
}

/** Windows apart leave their store behind when they are closed: whichever has no window any more goes when the next one opens. */
function keepStore(name: string): void {
  const key = storageKey(`${STORE} apart`)
  const names = new Set([...((JSON.parse(localStorage.getItem(key) ?? '[]') as string[]) ?? []), name])
  localStorage.setItem(key, JSON.stringify([...names]))
  // Without https there are no locks, save on localhost: then nobody knows which are in use.
  if (!('locks' in navigator)) return
  void navigator.locks.request(name, { mode: 'shared' }, () => new Promise(() => undefined))
  for (const other of names) if (other !== name) void dropUnused(key, other)
}

const dropUnused = (key: string, name: string): Promise<void> =>
  navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (!lock) return
    await indexedDBStore(name).delete()
    const names = JSON.parse(localStorage.getItem(key) ?? '[]') as string[]
    localStorage.setItem(key, JSON.stringify(names.filter((each) => each !== name)))
  })

const store = indexedDBStore(storeName())

const ENDED = 'Your session has ended. It was signed out on another device, or is too old.'

/** The client of whoever is signed in. */
export const client = signal<Client | undefined>(undefined)
export const user = signal<User | undefined>(undefined)
/** False until it is known whether anybody is signed in. */
export const started = signal(false)
/** Why somebody who was signed in is not any more, if that was not their own doing here. */
export const endedBecause = signal<string | undefined>(undefined)
/** The client whose user signs out here. */
let leaving: Client | undefined

/** @throws Error when nobody is signed in: what calls it is not on the page then */
export function chat(): Client {
  if (!client.peek()) throw new Error('Nobody is signed in.')
  return client.peek()!
}

/** Tabs that share a store tell each other who signs in and out. */
const tabs = new BroadcastChannel(`${storeName()} session`)
tabs.onmessage = () => void takeUp()

/** Takes up the session that was put away last, whichever tab has done that. */
export async function takeUp(): Promise<void> {
  const session = await lastSession(SERVER, store).catch(() => undefined)
  if (session && session.user.id !== user.peek()?.id) await begin(undefined, session.user)
  else if (!session && user.peek()) await end()
  started.value = true
}

async function begin(session: Session | undefined, who: User): Promise<void> {
  await client.peek()?.close()
  endedBecause.value = undefined
  const next = createClient({ url: SERVER, store, ...(session && { session }) })
  // Whoever sees that they have signed in may close the page at once: by then that is put away.
  if (session) await next.ready.catch(() => undefined)
  client.value = next
  user.value = who
}

async function end(why?: string): Promise<void> {
  const before = client.peek()
  client.value = undefined
  user.value = undefined
  endedBecause.value = why
  await before?.close()
}

// One's own profile, and a session that was ended elsewhere.
effect(() => {
  const now = client.value
  if (!now) return
  const stops = [
    now.user.subscribe(() => {
      const known = now.user.getSnapshot()
      if (known && client.peek() === now) user.value = known
    }),
    now.connection.subscribe(() => {
      const state = now.connection.getSnapshot()
      if (state.at !== 'ended' || state.error.code !== 'unauthenticated' || client.peek() !== now) return
      if (now !== leaving) return void end(ENDED)
      void end()
      tabs.postMessage('out')
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
})

/** @throws ChatError `unauthenticated` when username and password do not fit; `rate_limited` */
export async function signIn(credentials: Credentials): Promise<void> {
  await enter(await login(SERVER, credentials))
}

/** @throws ChatError such as `username_taken` or `validation_failed` */
export async function register(person: Credentials & { display_name?: string }): Promise<void> {
  await enter(await registerOn(SERVER, person))
}

/** Goes on as whoever that session is of. */
export async function enter(session: Session): Promise<void> {
  await begin(session, session.user)
  tabs.postMessage('in')
}

/**
 * Ends the session, here and in the other tabs. What is unsent is gone: see `outbox.pending`. Shown once it is forgotten here, since
 * whoever sees that may close the page; the server may take longer.
 */
export async function signOut(): Promise<void> {
  leaving = chat()
  await leaving.signOut()
}

const hash = signal(location.hash)
addEventListener('hashchange', () => (hash.value = location.hash))

/** `#/room/{name}`, or `#/room/{name}/{seq}`. */
const place = computed(() => {
  const [, name = '', seq] = /^#\/room\/([^/]+)(?:\/(\d+))?$/.exec(hash.value) ?? []
  try {
    return { name: decodeURIComponent(name).normalize() || undefined, seq: seq ? Number(seq) : undefined }
  } catch {
    return { name: undefined, seq: undefined }
  }
})

/** The room that is open. */
export const roomName = computed(() => place.value.name)

/** The message that the address names. */
export const roomSeq = computed(() => place.value.seq)

export const roomAddress = (name: string, seq?: number): string =>
  `#/room/${encodeURIComponent(name)}${seq === undefined ? '' : `/${seq}`}`

/** The invite that the page was opened with: `?invite={code}`. */
export const inviteCode = signal(new URLSearchParams(location.search).get('invite') ?? undefined)

/** It was taken, or is not wanted: a reload does not ask again. */
export function forgetInvite(): void {
  inviteCode.value = undefined
  history.replaceState(null, '', `${location.pathname}${apart ? '?someone-else' : ''}${location.hash}`)
}

/** @param seq a message there, which is then shown */
export function openRoom(name: string | undefined, seq?: number): void {
  location.hash = name === undefined ? '#/' : roomAddress(name, seq)
}
