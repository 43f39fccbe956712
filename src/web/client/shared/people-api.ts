// REST about people: finding them, what they show of themselves, direct chats, blocks, the devices that one is signed in on, and one's account.
import { at, type Api, type Page } from './api'
import type { Chatroom, User } from './wire'
import type { Device, Profile } from './wire-governing'

/** Every method throws Problem. */
export class PeopleApi {
  constructor(private readonly api: Api) {}

  /** @param q two characters or more: how a username, or a word of a name, begins */
  find(q: string, cursor?: string): Promise<Page<User>> {
    return this.api.list('/users', 'users', { q, limit: 20, cursor })
  }

  read(username: string): Promise<Profile> {
    return this.api.call('GET', at('/users', username))
  }

  /** The chat of the two: made, if it is not there yet. */
  direct(username: string): Promise<Chatroom> {
    return this.api.call('POST', at('/direct', username))
  }

  blocked(cursor?: string): Promise<Page<User>> {
    return this.api.list('/blocks', 'users', { limit: 100, cursor })
  }

  block(username: string, on: boolean): Promise<void> {
    return this.api.call(on ? 'PUT' : 'DELETE', at('/blocks', username))
  }

  devices(cursor?: string): Promise<Page<Device>> {
    return this.api.list('/auth/sessions', 'sessions', { limit: 100, cursor })
  }

  /** Signs one of them out. */
  endDevice(id: string): Promise<void> {
    return this.api.call('DELETE', at('/auth/sessions', id))
  }

  /** All that there is of oneself: NDJSON. */
  exported(): Promise<Blob> {
    return this.api.download('/auth/me/export')
  }

  /** Deletes one's account. */
  erase(password: string): Promise<void> {
    return this.api.call('DELETE', '/auth/me', { password })
  }
}
