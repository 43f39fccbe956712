// Reference: a plain Socket.IO server that acknowledges and broadcasts, and stores nothing.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { headOf, say, somebody, type Body } from './message.js'

const http = createServer()
const io = new Server(http, { perMessageDeflate: false, transports: ['websocket'], serveClient: false })

io.on('connection', (socket) => {
  const { room } = socket.handshake.auth as { room: string }
  const user = somebody()
  void socket.join(room)
  socket.emit('ready', { chatroom: room, last_seq: headOf(room), user })
  socket.on('message', (body: Body, acknowledge: (answer: object) => void) => {
    const message = say(room, user, body)
    const { seq, created_at, client_id } = message
    io.to(room).emit('message', message)
    acknowledge({ ok: true, seq, created_at, client_id, duplicate: false })
  })
})

http.listen(0, '127.0.0.1', () => {
  console.log(`API http://127.0.0.1:${(http.address() as AddressInfo).port}`)
})
process.on('SIGTERM', () => process.exit())
