import { createInterface } from 'node:readline'
import { io } from 'socket.io-client'

let last = 0 // the last seq seen: after a reconnect, exactly the rest follows
let log // which log that is of: another one is refused, never mixed in
const room = io('http://localhost:3000/send-message/whatsapp_chatroom2', {
  auth: (send) => send({ token: process.env.TOKEN, after_seq: last, log }),
})
room.on('ready', (ready) => {
  log = ready.log
  console.log(`In ${ready.chatroom} as ${ready.user.display_name}`)
})
room.on('message', ({ seq, sender, type, message, emoji }) => {
  last = seq
  console.log(seq, sender.display_name, message ?? emoji ?? type)
})
room.on('closing', ({ code, detail }) => console.error(code, detail))
room.on('connect_error', ({ data, message }) => {
  console.error(data?.detail ?? `${message}; trying again`)
  if (data?.code !== 'seq_unknown') return
  last = 0 // another log by now: start again from its beginning
  log = undefined
  room.connect()
})
createInterface({ input: process.stdin }).on('line', (text) => {
  room.emit('message', { type: 'text', message: text }, ({ error }) => error && console.error(error.detail))
})
