// What can be asked over the inbox: one table, which both doors look into.
import { Commands, withoutType } from '../messaging/commands.js'
import type { InboxSession } from './inbox-session.js'

export const INBOX_COMMANDS = new Commands<InboxSession>(
  { name: 'message', answer: 'ack', run: (session, body) => session.send(body) },
  // Its answer, where it is a frame, is `synced`, which every door sends.
  { name: 'sync', run: (session, body) => session.sync(body) },
  { name: 'mark', answer: 'marked', run: (session, body) => session.mark(withoutType(body)) },
  {
    name: 'typing',
    run: async (session, body) => {
      await session.typing(withoutType(body))
      return {}
    },
  },
  {
    name: 'watch',
    run: async (session, body) => {
      await session.watch(withoutType(body))
      return {}
    },
  },
)
