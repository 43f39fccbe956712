// Whose page this is: the session, its API, and which room the address names.
import { computed, signal } from '@preact/signals'
import { Api } from '../shared/api'
import { GoverningApi } from '../shared/governing-api'
import { PeopleApi } from '../shared/people-api'
import { SessionKeeper } from '../shared/session'

/** `/?someone-else` is a window with a session of its own: two people side by side in one browser. */
export const apart = new URLSearchParams(location.search).has('someone-else')

export const session = new SessionKeeper(apart ? sessionStorage : localStorage)
export const api = new Api(session)
export const people = new PeopleApi(api)
export const governing = new GoverningApi(api)

export const user = signal(session.user)
session.onChange(() => (user.value = session.user))

const hash = signal(location.hash)
addEventListener('hashchange', () => (hash.value = location.hash))

/** The room that is open: `#/room/{name}`. */
export const roomName = computed(() => {
  const [, name] = /^#\/room\/(.+)$/.exec(hash.value) ?? []
  try {
    return name && decodeURIComponent(name).normalize('NFC')
  } catch {
    return undefined
  }
})

export const roomAddress = (name: string): string => `#/room/${encodeURIComponent(name)}`

/** The invite that the page was opened with: `?invite={code}`. */
export const inviteCode = signal(new URLSearchParams(location.search).get('invite') ?? undefined)

/** It was taken, or is not wanted: a reload does not ask again. */
export function forgetInvite(): void {
  inviteCode.value = undefined
  history.replaceState(null, '', `${location.pathname}${apart ? '?someone-else' : ''}${location.hash}`)
}

export function openRoom(name: string | undefined): void {
  location.hash = name === undefined ? '#/' : roomAddress(name)
}
