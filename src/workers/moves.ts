// How a connection itself goes to another worker: with an upgrade, after which nothing else comes over it.
import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Server } from 'node:http'
import { asSent, refuseUpgrade } from '../messaging/upgrades.js'
import { handleOf, post, type Handle } from './messages.js'

/** In which whoever it is meant for takes a connection. */
const MOVE_MS = 5000

/** The connections of one worker that are on their way to another. */
export class Moves {
  private count = 0
  private readonly underWay = new Map<number, (taken: boolean) => void>()

  /**
   * Hands on a connection whose request offers an upgrade; where nobody takes it, the upgrade is refused.
   * @param to the worker that it is meant for. @param head what came after the request
   */
  begin(to: number, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const handle = handleOf(socket)
    socket.on('error', () => socket.destroy())
    if (!handle) return void socket.destroy()
    // What comes from now on is the other worker's to read.
    handle.readStop()
    const id = ++this.count
    const settle = (taken: boolean) => {
      clearTimeout(timer)
      if (!this.underWay.delete(id)) return
      if (taken) socket.destroy()
      else refuseUpgrade(socket, '400 Bad Request')
    }
    const timer = setTimeout(settle, MOVE_MS, false)
    this.underWay.set(id, settle)
    const sent = Buffer.concat([asSent(request), head, (socket.read() as Buffer | null) ?? Buffer.alloc(0)])
    post(process, { kind: 'move', id, to, request: sent.toString('base64') }, handle, () => settle(false))
  }

  /** What became of one. */
  end(id: number, taken: boolean): void {
    this.underWay.get(id)?.(taken)
  }
}

/** Goes on with a connection that another process has had. @param request what that has read of it, in base64 */
export function goOn(server: Server, handle: Handle, request: string | undefined): void {
  const socket = new Socket({ handle, readable: true, writable: true, allowHalfOpen: true } as object)
  if (request !== undefined) socket.unshift(Buffer.from(request, 'base64'))
  server.emit('connection', socket)
}
