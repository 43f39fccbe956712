// Code to begin with at each of the socket doors, with what a good client listens for. `token` is an `access_token`.
import type { Server } from './channels.js'
import type { ChannelKey } from './operations.js'

const ROOM = '/send-message/whatsapp_chatroom2'

/** Where a door is, as each kind of client wants to know it. */
interface Address {
  /** Of plain WebSocket: scheme, host and prefix. */
  plain: string
  /** Of Socket.IO: scheme and host. */
  origin: string
  /** The option that Socket.IO needs below a prefix. */
  path: string
}

const inboxPlain = ({ plain }: Address): string => `const inbox = new WebSocket('${plain}/inbox')
inbox.onopen = () => inbox.send(JSON.stringify({ type: 'auth', token }))  // or ?ticket= of POST /auth/ticket, within 10 s
inbox.onmessage = ({ data }) => {
  const frame = JSON.parse(data)
  console.log(frame.type, frame)
  // Once: what you have of each room. What you lack of it follows, then everything live.
  if (frame.type === 'ready') inbox.send(JSON.stringify({ type: 'sync', after: {} }))
  if (frame.type === 'synced') inbox.send(JSON.stringify({ chatroom: 'whatsapp_chatroom2', type: 'text', message: 'Hello' }))
}
inbox.onclose = ({ code, reason }) => console.log(code, reason)  // a close code of the list below`

const plain = ({
  plain: start,
}: Address): string => `// after_seq: the last seq that you have; with log, as \`ready\` named it
const room = new WebSocket('${start}${ROOM}?after_seq=0')
room.onopen = () => room.send(JSON.stringify({ type: 'auth', token }))  // or ?ticket= of POST /auth/ticket, within 10 s
room.onmessage = ({ data }) => {
  const frame = JSON.parse(data)
  console.log(frame.type, frame)
  if (frame.type === 'ready') room.send(JSON.stringify({ type: 'text', message: 'Hello', client_id: 'optional-1' }))
  if (frame.type === 'ack') room.send(JSON.stringify({ type: 'mark', read: frame.seq }))
}
room.onclose = ({ code, reason }) => console.log(code, reason)  // a close code of the list below`

const inboxSocketio = ({
  origin,
  path,
}: Address): string => `const inbox = io('${origin}/inbox', { ${path}auth: { token } })
// Once on each connection: what you have of each room. What you lack of it follows, then everything live.
inbox.on('ready', () => inbox.emit('sync', { after: {} }, (answer) => console.log(answer)))
inbox.on('message', (message) => console.log(message))                      // of each room: one ordered stream, no gap, no repeat
inbox.on('room', ({ room }) => console.log(room))                           // one that you did not name, or are in from now on
inbox.on('room_gone', ({ chatroom, code }) => console.log(chatroom, code))  // one that you are not in any more
inbox.on('gap', ({ chatroom, after_seq, before_seq }) => {})                // left out: read these of the history
inbox.emit('message', { chatroom: 'whatsapp_chatroom2', type: 'text', message: 'Hello' }, (answer) => console.log(answer))
inbox.emit('watch', { users: ['ben'] })                                     // \`presence\` of ben, now and when it changes`

const socketio = ({
  origin,
  path,
}: Address): string => `// after_seq: the last seq that you have; with log, as \`ready\` named it
const room = io('${origin}${ROOM}', { ${path}auth: { token, after_seq: 0 } })
room.on('ready', ({ chatroom, log, last_seq, user }) => {})        // log: give it back with after_seq, and with what you send
room.on('message', (message) => console.log(message.seq, message)) // one ordered stream, no gap, no repeat
room.emit('message', { type: 'text', message: 'Hello' }, (answer) => console.log(answer))
room.emit('mark', { read: 42 }, (answer) => console.log(answer))   // how far you have read; the others get \`marks\`
room.emit('typing', { active: true })                              // the others get \`typing\`
room.on('connect_error', ({ data }) => console.log(data))          // refused for good: data is { code, detail }
room.on('closing', ({ code, detail }) => console.log(code))        // cut later: a close code of the list below
room.on('error_message', ({ error }) => console.log(error))        // an emit without acknowledgement failed, or the log was replaced`

const SAMPLES: Record<ChannelKey, (address: Address) => string> = {
  plain,
  socketio,
  inboxPlain,
  inboxSocketio,
}

export function sample(key: ChannelKey, { protocol, host, pathname = '' }: Server): string {
  const path = pathname === '/socket.io/' ? '' : `path: '${pathname.replace(/\/$/, '')}', `
  const origin = `${protocol.replace('ws', 'http')}://${host}`
  return SAMPLES[key]({ plain: `${protocol}://${host}${pathname}`, origin, path })
}
