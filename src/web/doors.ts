// The socket doors in words, for the top of the Swagger page.
import { KINDS } from '../messaging/kinds/index.js'
import { CLOSE_CODES } from './close-codes.js'

const ROOM = '/send-message/whatsapp_chatroom2'

/** The first line of an example for Socket.IO, which takes a path apart from the host. */
function ioCall(base: string, name: string, address: string): string {
  const [, origin, pathname] = /^(\w+:\/\/[^/]+)?(.*)$/.exec(base)!
  const path = pathname && `\n  path: '${pathname}/socket.io',`
  return `const ${name} = io('${origin ?? ''}${address}', {${path}`
}

const withoutBytes = (key: string, value: unknown): unknown =>
  key === 'content' && typeof value === 'string' ? '<base64>' : value

/** An example of every kind on a line of its own, without the bytes of files. */
const DRAFTS = KINDS.flatMap(({ examples }) => Object.values(examples))
  .map(({ value }) => JSON.stringify(value, withoutBytes, 1))
  .map((text) => text.replace(/\n */g, ' '))

/** @param base what addresses begin with: PUBLIC_URL; a path, for pages of the same host; or nothing */
export function doorsIn(base: string): string {
  const server = base || 'http://localhost:3000'
  return `
WhatsApp-style chatrooms for your own product. What is said in a room, and who enters and leaves it, is a message with the
room's next \`seq\`: 1, 2, 3, … without a gap. An acknowledged message is on disk, and a client that knows the last \`seq\`
it has seen can always ask for exactly the rest.

**A first visit:** *Register* below → copy \`access_token\` → **Authorize** → *Create a chatroom* → *Send a message* →
*Read the history*. Every example works as it is.

## One address, three doors

\`/send-message/{chatroom_name}\` is where a message goes, whichever way it travels: an HTTP POST (below), a Socket.IO
namespace, or a plain WebSocket. Same body, same checks, same stored message, same answer.
The socket doors have [a reference of their own](${base}/docs/sockets), which is also an AsyncAPI document,
[/docs/asyncapi.json](${base}/docs/asyncapi.json).

What you send. The numbers fit where these are sent one after the other, in a room that you have just made:

\`\`\`json
${DRAFTS.join('\n')}
{ "type": "attachment", "attachment": { "id": "<id of an upload>" }, "message": "an optional caption" }
\`\`\`

What everyone in the room gets, your own connections included:

\`\`\`json
{ "chatroom": "whatsapp_chatroom2", "seq": 42, "n": 40, "type": "text", "message": "Hello, …", "client_id": null,
  "sender": { "id": "…", "username": "ann", "display_name": "Ann" }, "created_at": "2026-11-22T10:00:00.000Z" }
\`\`\`

### Socket.IO: namespace \`/send-message/{chatroom_name}\`

\`\`\`js
${ioCall(server, 'room', ROOM)}
  auth: { token: access_token, after_seq: 41, log },   // after_seq: replay what follows it, then go on live
})
room.on('ready', ({ chatroom, log, last_seq, user }) => {})  // log: give it back with after_seq, and with what you send
room.on('message', (message) => {})                    // one ordered stream, no gap, no repeat
room.emit('message', { type: 'text', message: 'Hello' }, (answer) => {})
// answer: { ok: true, seq, created_at, client_id, duplicate } or { ok: false, error: { code, detail, errors? } }
room.emit('mark', { read: 42 }, (answer) => {})        // how far you have read; the others get \`marks\`
room.emit('typing', { active: true })                  // the others get \`typing\`
room.on('connect_error', ({ data }) => {})             // refused for good: data is { code, detail }
room.on('closing', ({ code, detail }) => {})           // cut later: code is one of the close codes below
room.on('error_message', ({ ok, error }) => {})        // an emit without acknowledgement failed, or the log was replaced
\`\`\`

### Plain WebSocket: \`${server.replace(/^http/, 'ws')}/send-message/{chatroom_name}?after_seq=41&log=…\`

The token goes in the \`Authorization\` header, or a ticket (*POST /auth/ticket*) in \`?ticket=\`, or in the first frame,
within 10 s: \`{ "type": "auth", "token": "…" }\`. Then each frame you send is a message as above.

\`\`\`json
← { "type": "ready", "chatroom": "whatsapp_chatroom2", "log": "…", "last_seq": 41, "user": { "id": "…", "username": "ann", … } }
→ { "type": "text", "message": "Hello", "client_id": "optional-1" }
← { "type": "ack", "client_id": "optional-1", "seq": 42, "created_at": "…", "duplicate": false }
← { "chatroom": "whatsapp_chatroom2", "seq": 42, "type": "text", "message": "Hello", … }
← { "type": "error", "code": "validation_failed", "detail": "…", "errors": [{ "field": "message", "message": "…" }] }
→ { "type": "mark", "read": 42 }
← { "type": "marked", "read": 42, "delivered": 42, "unread": 0 }
\`\`\`

### All rooms over one connection: \`/inbox\`

A namespace and a plain WebSocket as well. Say once what you have of each room; what you lack follows, then everything live.
What is for a room carries its \`chatroom\`, and so does what answers it.

\`\`\`js
${ioCall(server, 'inbox', '/inbox')}
  auth: { token: access_token },
})
inbox.on('ready', () => inbox.emit('sync', { after: { lunch: { seq: 41, log } } }, ({ ok, rooms }) => {}))
inbox.on('message', (message) => {})                   // of each room: one ordered stream, no gap, no repeat
inbox.on('room', ({ room }) => {})                     // one that you did not name, or are in from now on
inbox.on('room_gone', ({ chatroom, code }) => {})      // one that you are not in any more
inbox.on('gap', ({ chatroom, after_seq, before_seq }) => {})    // left out: read these of the history
inbox.emit('message', { chatroom: 'lunch', type: 'text', message: 'Hello' }, (answer) => {})
inbox.emit('watch', { users: ['ben'] })                // \`presence\` of ben, now and when it changes
\`\`\`

| close code | meaning |
|---|---|
${Object.entries(CLOSE_CODES)
  .map(([code, meaning]) => `| ${code} | ${meaning} |`)
  .join('\n')}
`
}
