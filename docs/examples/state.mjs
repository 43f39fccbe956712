import { io } from 'socket.io-client'

const messages = new Map() // what was said, by seq, as it is now
let last = 0
let log
const room = io('http://localhost:3000/send-message/whatsapp_chatroom2', {
  auth: (send) => send({ token: process.env.TOKEN, after_seq: last, log }),
})
room.on('ready', (ready) => (log = ready.log))
room.on('message', (entry) => {
  last = entry.seq // of every entry, whatever its type is
  if (entry.target_seq === undefined) keep(entry)
  else if (entry.target) keep(entry.target)
  console.log(
    [...messages.values()]
      .filter(({ n }) => n)
      .map(line)
      .join('\n') + '\n',
  )
})
room.on('connect_error', ({ data, message }) => console.error(data?.detail ?? message))

/** Of two versions the one with the higher changed_seq; and whoever quotes it quotes it as it is now. */
function keep(message) {
  if ((message.changed_seq ?? 0) < (messages.get(message.seq)?.changed_seq ?? 0)) return
  messages.set(message.seq, message)
  for (const each of messages.values()) if (each.reply_to?.seq === message.seq) each.reply_to = quote(message)
}

function quote({ seq, sender, type, message, attachment }) {
  if (type === 'deleted') return { seq, sender, type, deleted: true }
  const file = attachment && { type: attachment.type, filename: attachment.filename }
  return { seq, sender, type, message: message && [...message].slice(0, 200).join(''), attachment: file }
}

function line({ seq, sender, type, message, reply_to, edited_at, reactions = [] }) {
  const words = message ?? `(${type})`
  const about = reply_to ? ` re «${reply_to.message ?? reply_to.type}»` : ''
  const became = [edited_at && 'edited', ...reactions.map(({ emoji, count }) => `${emoji} ${count}`)]
  return [seq, `${sender.display_name}${about}:`, words, ...became].filter(Boolean).join(' ')
}
