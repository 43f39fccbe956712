// Reference: a plain Socket.IO server that acknowledges and broadcasts; given a database it inserts each message first, else it stores nothing.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { headOf, say, somebody, type Body } from './message.js'
import { openStore } from './store.js'

const http = createServer()
const io = new Server(http, { perMessageDeflate: false, transports: ['websocket'], serveClient: false })
const store = await openStore(process.argv[2], 'socketio_messages')

io.on('connection', (socket) => {
  const { room } = socket.handshake.auth as { room: string }
  const user = somebody()
  void socket.join(room)
  socket.emit('ready', { chatroom: room, last_seq: headOf(room), user })
  socket.on('message', (body: Body, acknowledge: (answer: object) => void) => {
    const message = say(room, user, body)
    const { seq, created_at, client_id } = message
    const tell = () => {
      io.to(room).emit('message', message)
      acknowledge({ ok: true, seq, created_at, client_id, duplicate: false })
    }
    if (store) void store(message, user).then(tell)
    else tell()
  })
})

http.listen(0, '127.0.0.1', () => {
  console.log(`API http://127.0.0.1:${(http.address() as AddressInfo).port}`)
})
process.on('SIGTERM', () => process.exit())
