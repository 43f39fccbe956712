// Reference: a plain `ws` server that acknowledges and broadcasts; given a database it inserts each message first, else it stores nothing.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { headOf, say, somebody, type Body } from './message.js'
import { openStore } from './store.js'

const http = createServer()
const server = new WebSocketServer({ server: http, perMessageDeflate: false })
const rooms = new Map<string, Set<WebSocket>>()
const store = await openStore(process.argv[2], 'ws_messages')

server.on('connection', (socket, request) => {
  const room = request.url?.split('/')[2] ?? ''
  const members = rooms.get(room) ?? new Set()
  rooms.set(room, members.add(socket))
  const user = somebody()
  socket.send(JSON.stringify({ type: 'ready', chatroom: room, last_seq: headOf(room), user }))
  socket.on('message', (data: RawData) => {
    const message = say(room, user, JSON.parse((data as Buffer).toString()) as Body)
    const { seq, created_at, client_id } = message
    const tell = () => {
      const text = JSON.stringify(message)
      for (const member of members) member.send(text)
      socket.send(JSON.stringify({ type: 'ack', client_id, seq, created_at, duplicate: false }))
    }
    if (store) void store(message, user).then(tell)
    else tell()
  })
  socket.on('close', () => members.delete(socket))
  socket.on('error', () => undefined)
})

http.listen(0, '127.0.0.1', () => {
  console.log(`API http://127.0.0.1:${(http.address() as AddressInfo).port}`)
})
process.on('SIGTERM', () => process.exit())
