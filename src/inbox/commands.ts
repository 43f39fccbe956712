// What can be asked over the inbox: one table, which both doors look into.
import { Commands } from '../messaging/commands.js'
import type { InboxSession } from './inbox-session.js'

export const INBOX_COMMANDS = new Commands<InboxSession>(
  { name: 'message', answer: 'ack', run: (session, body) => session.send(body) },
  // Its answer, where it is a frame, is `synced`, which every door sends.
  { name: 'sync', run: (session, body) => session.sync(body) },
)
