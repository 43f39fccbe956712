import { createInterface } from 'node:readline'
import { io } from 'socket.io-client'

const SERVER = 'http://localhost:3000'
const TOKEN = process.env.TOKEN
const rooms = new Map() // by name: each room, as it is now
let me

const inbox = io(`${SERVER}/inbox`, { auth: (send) => send({ token: TOKEN }) })
inbox.on('ready', ({ user }) => {
  me = user.id
  const after = Object.fromEntries(
    [...rooms.values()].map(({ name, last_seq: seq, log }) => [name, { seq, log }]),
  )
  inbox.emit('sync', { after }, async ({ error }) => {
    if (error) return console.error(error.detail)
    for (const name of Object.keys(after)) await ask(name) // it may have been read elsewhere meanwhile
    show()
  })
})
inbox.on('room', ({ room }) => {
  rooms.set(room.name, room)
  // What was said while nobody was here has reached its reader now.
  if (room.me.delivered_seq < room.last_seq)
    inbox.emit('mark', { chatroom: room.name, delivered: room.last_seq })
  show()
})
inbox.on('room_gone', ({ chatroom }) => {
  rooms.delete(chatroom)
  show()
})
inbox.on('message', (entry) => {
  hear(rooms.get(entry.chatroom), entry)
  show()
})
inbox.on('marks', ({ chatroom, user }) => user.id === me && ask(chatroom))
inbox.on(
  'typing',
  ({ chatroom, user, active }) => active && console.log(`${user.display_name} types in ${chatroom}`),
)
inbox.on('closing', ({ code, detail }) => console.error(code, detail))
inbox.on('connect_error', ({ data, message }) => console.error(data?.detail ?? `${message}; trying again`))

/** An entry of a room’s log: it moves the room up, and is one more to read unless it is one’s own. */
function hear(room, entry) {
  if (entry.seq <= room.last_seq) return // the server had counted it already
  room.last_seq = entry.seq
  if (entry.target && entry.target.seq === room.last_message?.seq) room.last_message = entry.target
  // Of a message that was not read yet, perhaps: only the server knows.
  if (entry.type === 'delete' || entry.type === 'edit') return void ask(room.name)
  if (!entry.n) return
  room.last_message = entry
  const own = entry.sender.id === me
  const mentioned = entry.mentions_all || entry.mentions?.some(({ id }) => id === me)
  room.me.unread = own ? 0 : room.me.unread + 1
  room.me.unread_mentions = own ? 0 : room.me.unread_mentions + (mentioned ? 1 : 0)
  if (!own) inbox.emit('mark', { chatroom: room.name, delivered: entry.seq })
}

/** What is unread, counted by the server; again if something has come since it counted. */
async function ask(name) {
  const headers = { Authorization: `Bearer ${TOKEN}` }
  const answer = await fetch(`${SERVER}/chatroom/${encodeURIComponent(name)}`, { headers })
  const known = rooms.get(name)
  if (!answer.ok || !known) return
  const room = await answer.json()
  if (room.log === known.log && room.last_seq < known.last_seq) return ask(name)
  rooms.set(name, room)
  show()
}

function show() {
  const activity = ({ last_message, created_at }) => last_message?.created_at ?? created_at
  const latest = [...rooms.values()].sort((a, b) => activity(b).localeCompare(activity(a)))
  console.log(latest.map(line).join('\n') + '\n')
}

function line({ name, me: { unread, unread_mentions }, last_message }) {
  const said =
    last_message && `${last_message.sender.display_name}: ${last_message.message ?? last_message.type}`
  return [name, unread && `(${unread})`, unread_mentions && '@', said].filter(Boolean).join(' ')
}

// `lunch Hello` says so there; `lunch` alone has read it.
createInterface({ input: process.stdin }).on('line', (typed) => {
  const [chatroom, ...words] = typed.split(' ')
  const answered = ({ error }) => error && console.error(error.detail)
  if (words.length > 0) inbox.emit('message', { chatroom, type: 'text', message: words.join(' ') }, answered)
  else inbox.emit('mark', { chatroom, read: rooms.get(chatroom)?.last_seq }, answered)
})
