// Connections that come, hear and say something, and go, through each door.
import { randomUUID } from 'node:crypto'
import { io } from 'socket.io-client'
import { WebSocket } from 'ws'
import { see, until, type Life } from '../life.js'
import { withRoom, say, type Entry } from '../room.js'
import type { Person } from '../population.js'

const TIMES = 3
const BACK_MS = 500

/** Somebody who hears what is said in a room. */
interface Hearing {
  heard: Entry[]
  ready: () => boolean
  say(body: object): void
  end(): void
}

/** Comes back where it was not let in just now, as clients do. */
function plain(url: string, { token }: Person, path: string): Hearing {
  const [first, last] = path === '/inbox' ? ['ready', 'synced'] : ['', 'ready']
  const heard: Entry[] = []
  let ready = false
  let ended = false
  let socket: WebSocket
  const dial = () => {
    socket = new WebSocket(url.replace(/^http/, 'ws') + path, {
      headers: { authorization: `Bearer ${token}` },
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (!ready && !ended) setTimeout(dial, BACK_MS)
    })
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Entry
      if (frame.type === first) socket.send(JSON.stringify({ type: 'sync', after: {} }))
      if (frame.type === last) ready = true
      if ('seq' in frame && frame.type !== 'ack') heard.push(frame)
    })
  }
  dial()
  return {
    heard,
    ready: () => ready,
    say: (body) => socket.send(JSON.stringify(body)),
    end() {
      ended = true
      socket.close()
    },
  }
}

function socketIo(url: string, { token }: Person, path: string): Hearing {
  const socket = io(url + path, { auth: { token }, forceNew: true, transports: ['websocket'] })
  const heard: Entry[] = []
  let ready = false
  socket.on('ready', () => (ready = true))
  socket.on('message', (entry: Entry) => heard.push(entry))
  return {
    heard,
    ready: () => ready,
    say: (body) => void socket.emit('message', body),
    end: () => void socket.disconnect(),
  }
}

export const sockets: Life = {
  name: 'connections',
  lanes: 2,
  every: 600,
  act: (world) =>
    withRoom(world, 4, async (room, [owner, one, two, three]) => {
      const path = `/send-message/${encodeURIComponent(room)}`
      for (let time = 0; time < TIMES; time++) {
        const all = [
          plain(world.url, one!, path),
          socketIo(world.url, two!, path),
          plain(world.url, three!, '/inbox'),
        ]
        try {
          await until('everybody is let in', () => all.every(({ ready }) => ready()))
          const said = await say(owner!, room, { type: 'text', message: world.chance.words(4) })
          const client_id = randomUUID()
          for (const each of all.slice(0, 2)) each.say({ type: 'typing', active: true })
          all[0]!.say({ type: 'mark', read: said.seq })
          all[time % 2]!.say({ type: 'text', message: world.chance.words(4), client_id })
          const ids = [said.client_id, client_id]
          await until('everybody has heard both messages', () =>
            all.every(({ heard }) => ids.every((id) => heard.some((entry) => entry.client_id === id))),
          )
          for (const { heard } of all) {
            const seqs = heard.filter((entry) => ids.includes(entry.client_id)).map(({ seq }) => seq)
            see(seqs.length === 2 && seqs[0]! < seqs[1]!, `heard ${seqs.join()}, not two messages once each`)
          }
        } finally {
          for (const each of all) each.end()
        }
      }
    }),
}
