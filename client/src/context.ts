// What the parts of one client share.
import type { Clock } from './clock.js'
import type { Http } from './http.js'
import type { Inbox } from './inbox.js'
import type { Outbox } from './outbox.js'
import type { Shelf } from './store/shelf.js'

export interface ChatContext {
  http: Http
  shelf: Shelf
  clock: Clock
  inbox: Inbox
  outbox: Outbox
}
