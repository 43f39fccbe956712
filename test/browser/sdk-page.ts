// What the tests of the client run in a page: the client itself, and a small chat made with its hooks, with React or with Preact.
import { createElement, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import * as sdk from '../../client/src/index.js'
import {
  ChatProvider,
  useInbox,
  usePresence,
  useRoom,
  useTimeline,
  useTyping,
  useUnread,
} from '../../client/src/react.js'

const line = (id: string, text: ReactNode) => createElement('p', { id }, text)

function List() {
  const { rooms, connection, user } = useInbox()
  const { messages, mentions } = useUnread()
  return [
    line('me', `${user?.username ?? ''} is ${connection.at}`),
    line('rooms', rooms?.map(({ name, me }) => `${name} ${me?.unread}`).join(', ')),
    line('unread', `${messages} unread, ${mentions} mentions`),
  ]
}

function Conversation({ name, peer }: { name: string; peer: string }) {
  const { info, room } = useRoom(name)
  const { messages, outgoing, fresh } = useTimeline(name)
  const { typists, typing } = useTyping(name)
  const presence = usePresence(peer)
  return [
    line('info', `${info?.member_count} members`),
    line(
      'messages',
      messages.map((each) => `${each.seq} ${'message' in each ? each.message : each.type}`).join(', '),
    ),
    line('outgoing', outgoing.map(({ draft }) => draft.message).join(', ')),
    line('typists', typists.map(({ username }) => username).join(', ')),
    line('presence', presence?.online ? 'online' : 'away'),
    line('fresh', String(fresh)),
    createElement('button', { id: 'send', onClick: () => room.sendText('from a button') }, 'Send'),
    createElement('button', { id: 'type', onClick: typing }, 'Type'),
  ]
}

/** Draws the chat; answers how to take it away. */
function mount(client: sdk.Client, room: string, peer: string): () => void {
  const root = createRoot(document.body.appendChild(document.createElement('main')))
  root.render(
    createElement(
      ChatProvider,
      { client },
      createElement(List, { key: 'list' }),
      createElement(Conversation, { key: 'room', name: room, peer }),
    ),
  )
  return () => root.unmount()
}

Object.assign(globalThis, { sdk, mount })
