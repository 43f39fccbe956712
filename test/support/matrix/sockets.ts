// The socket doors of the matrix: what can be asked for through them, and everything that comes through them to somebody.
import type { Socket } from 'socket.io-client'
import { at } from '../rest.js'
import type { Server } from '../server.js'
import { socketIo, type WireError } from '../socketio.door.js'
import { FrameSocket, type Frame } from '../websocket.door.js'
import { within, PATIENCE } from '../inbox.js'

export const SOCKET_DOORS = ['plain', 'socketio'] as const
export type SocketDoor = (typeof SOCKET_DOORS)[number]

/** A connection to a room or to the inbox, and all that was told through it. */
export interface Line {
  /** Every frame, as it came: of a plain WebSocket, or `{ type: event, … }`. */
  told: Frame[]
  /** The code of the refusal at connecting, and the close code where there is one. */
  refused?: { code: string; close?: number; detail: string }
  /** @returns `ok`, or a code; whatever answers it is also among what was told */
  ask(event: string, body: object): Promise<string>
  close(): Promise<unknown>
}

const ANSWERED_BY: Record<string, string> = { message: 'ack', mark: 'marked', sync: 'synced' }

async function plain(server: Server, path: string, token: string): Promise<Line> {
  const socket = new FrameSocket(server, path, { token: token || 'nobody' })
  const told = socket.frames.items
  const line: Line = { told, ask, close: () => socket.close() }
  const opened = await within(
    PATIENCE,
    'a connection',
    Promise.race([socket.next('ready'), socket.closed.then((closing) => ({ type: 'closed', ...closing }))]),
  )
  if (opened.type === 'closed') {
    const error = told.find(({ type }) => type === 'error')
    const { code, detail } = opened as unknown as { code: number; detail: string }
    line.refused = { code: error?.code ?? String(code), close: code, detail: error?.detail ?? detail }
  }
  return line

  async function ask(event: string, body: { chatroom?: string }): Promise<string> {
    const before = told.length
    const { chatroom: inAnyCase = 'nowhere' } = body
    socket.send(event === 'message' ? body : { type: event, ...body })
    const isAnswer = (frame: Frame) => frame.type === 'error' || frame.type === ANSWERED_BY[event]
    if (!(event in ANSWERED_BY)) {
      // Answered by silence unless it is refused: what is asked next, and looked up, too, is answered in any case.
      const client_id = `later-${before}`
      const later = { type: 'edit', target_seq: 1, message: 'no', client_id }
      socket.send(path === '/inbox' ? { ...later, chatroom: inAnyCase } : later)
      await socket.frames.waitFor((frame) => frame.client_id === client_id)
      const refusal = told.slice(before).find((frame) => frame.type === 'error' && !frame.client_id)
      return refusal?.code ?? 'ok'
    }
    await socket.frames.waitFor(() => told.slice(before).some(isAnswer))
    return told.slice(before).find(isAnswer)!.code ?? 'ok'
  }
}

async function socketio(server: Server, path: string, token: string, auth: object): Promise<Line> {
  const socket: Socket = socketIo(server, path, { auth: { token: token || 'nobody', ...auth } })
  const told: Frame[] = []
  socket.onAny((event: string, body: object) =>
    told.push(event === 'message' ? (body as Frame) : { ...body, type: event }),
  )
  const line: Line = {
    told,
    async ask(event, body) {
      const answer = (await socket.timeout(PATIENCE).emitWithAck(event, body)) as {
        ok: boolean
        error?: WireError
      }
      told.push({ type: 'answer', ...answer })
      return answer.error?.code ?? 'ok'
    },
    close: async () => socket.disconnect(),
  }
  await within(
    PATIENCE,
    'a connection',
    new Promise<void>((resolve) => {
      socket.once('ready', () => resolve())
      socket.once('connect_error', (error: Error & { data?: WireError }) => {
        line.refused = error.data ?? { code: 'hung_up', detail: error.message }
        socket.disconnect()
        resolve()
      })
    }),
  )
  return line
}

const DOORS = { plain, socketio }

/** The room with all that it holds, as far as somebody is let. */
export const toRoom = (server: Server, door: SocketDoor, token: string, room: string): Promise<Line> =>
  DOORS[door](server, at('/send-message', room, door === 'plain' ? '?after_seq=0' : ''), token, {
    after_seq: 0,
  })

export const toInbox = (server: Server, door: SocketDoor, token: string): Promise<Line> =>
  DOORS[door](server, '/inbox', token, {})
