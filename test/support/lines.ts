// One connection of the reference client through either socket door: dialled, listened to, and noticed when it dies.
import { io } from 'socket.io-client'
import { WebSocket } from 'ws'
import type { Acknowledged } from './outbox.js'
import type { Message, SendAnswer } from './wire.js'

export interface Line {
  send(body: object): void
  close(): void
}

interface Dialled {
  url: string
  token: string
  room: string
  after: number
  /** The log that `after` is of; undefined at first. */
  log: string | undefined
  /** Milliseconds without a sign of life that a plain WebSocket may take; Socket.IO looks by itself. */
  silence: number
}

interface Heard {
  ready: (log: string) => void
  message: (message: Message) => void
  answer: (client_id: string | null, answer: SendAnswer) => void
  /** Once: a close code, the code of a refusal, or 0 where the connection broke without a word. */
  ended: (ending: string | number) => void
}

type Frame =
  | { type: 'ready'; log: string }
  | ({ type: 'ack' } & Omit<Acknowledged, 'ok'>)
  | { type: 'error'; client_id?: string; code: string; detail: string }
  | Message

/** A node that is alive lets somebody in, or refuses, within this time. */
const READY_LIMIT = 6000

function dialWebSocket({ url, token, room, after, log, silence }: Dialled, heard: Heard): Line {
  const query = `after_seq=${after}${log === undefined ? '' : `&log=${log}`}`
  const address = `${url.replace(/^http/, 'ws')}/send-message/${encodeURIComponent(room)}?${query}`
  const socket = new WebSocket(address, { headers: { authorization: `Bearer ${token}` } })
  let lastSign = performance.now()
  let refusal = ''
  const timer = setInterval(() => {
    if (performance.now() - lastSign > silence) socket.terminate()
    else if (socket.readyState === socket.OPEN) socket.ping()
  }, silence / 3)
  socket.on('pong', () => (lastSign = performance.now()))
  socket.on('error', () => undefined)
  socket.on('close', (code) => {
    clearInterval(timer)
    heard.ended(refusal || code)
  })
  socket.on('message', (data) => {
    if (socket.readyState !== socket.OPEN) return // Given up: whatever it still says comes again.
    lastSign = performance.now()
    const frame = JSON.parse((data as Buffer).toString()) as Frame
    if (frame.type === 'ready') heard.ready(frame.log)
    else if (frame.type === 'ack') heard.answer(frame.client_id, { ok: true, ...frame })
    else if (frame.type !== 'error') heard.message(frame)
    else if (frame.client_id) heard.answer(frame.client_id, { ok: false, error: frame })
    else refusal = frame.code
  })
  return { send: (body) => socket.send(JSON.stringify(body)), close: () => socket.terminate() }
}

function dialSocketIo({ url, token, room, after, log }: Dialled, heard: Heard): Line {
  const socket = io(`${url}/send-message/${encodeURIComponent(room)}`, {
    auth: { token, after_seq: after, log },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  })
  let code: string | number = 0
  let over = false
  const end = (ending: string | number) => {
    if (over) return
    over = true
    clearTimeout(timer)
    socket.disconnect()
    heard.ended(ending)
  }
  const timer = setTimeout(() => end(0), READY_LIMIT)
  socket.on('connect_error', (error: Error & { data?: { code: string } }) => end(error.data?.code ?? 0))
  socket.on('error_message', ({ error }: { error: { code: string } }) => (code = error.code))
  socket.on('closing', (closing: { code: number }) => (code ||= closing.code))
  socket.on('disconnect', () => end(code))
  socket.on('message', heard.message)
  socket.on('ready', (ready: { log: string }) => {
    clearTimeout(timer)
    heard.ready(ready.log)
  })
  return {
    send: (body) =>
      void socket.emit('message', body, (answer: SendAnswer) =>
        heard.answer((body as { client_id: string }).client_id, answer),
      ),
    close: () => end(0),
  }
}

export const LINES = { websocket: dialWebSocket, 'Socket.IO': dialSocketIo }
export type LineDoor = keyof typeof LINES
export const LINE_DOORS = Object.keys(LINES) as LineDoor[]
