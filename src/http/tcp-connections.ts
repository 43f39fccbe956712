// Every TCP connection of this node: how many an address may have, and which goes when there are too many.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { HeldMemory } from '../common/held-memory.js'
import { counts } from '../common/measures.js'
import { TcpHolder } from '../common/tcp-holder.js'

/**
 * Connections that an address may have above MAX_CONNECTIONS_PER_ADDRESS: those of WebSockets that are told so, and of plain
 * requests beside them.
 */
const HEADROOM = 100

/** One connection. */
export class TcpConnection extends TcpHolder {
  /** A request is being answered, or it has become a WebSocket: it is not closed to make room. */
  busy = false
  /** Another server took it in, and only some of its requests are ours. */
  borrowed = false
  /** Requests that were sent ahead. */
  waiting: [IncomingMessage, ServerResponse][] | undefined
}

interface Limits {
  /** MAX_CONNECTIONS_PER_ADDRESS; Infinity without limits. */
  perAddress: number
  /** What the system allows. */
  all: number
}

export class TcpConnections {
  /** In the order in which they came; under no address those of proxies. */
  private readonly byAddress = new Map<string, Set<TcpConnection>>()
  private count = 0
  private readonly perAddress: number

  constructor(private readonly limits: Limits) {
    // One address never gets all there is.
    this.perAddress = Math.min(limits.perAddress + HEADROOM, Math.floor(limits.all / 2))
  }

  /**
   * Takes a connection in, if need be in place of one that is idle.
   * @param address whom it counts for; undefined for a proxy, through which many come
   * @returns undefined when there is no room: then it is closed
   */
  take(socket: Socket, address: string | undefined, memory?: HeldMemory): TcpConnection | undefined {
    const key = address ?? ''
    const ofAddress = this.byAddress.get(key) ?? new Set()
    const crowded = address !== undefined && ofAddress.size >= this.perAddress
    if ((crowded && !evict(ofAddress)) || (this.count >= this.limits.all && !evict(this.largest()))) {
      counts.shed.refused++
      socket.destroy()
      return undefined
    }
    const connection = new TcpConnection(socket, address, memory)
    this.byAddress.set(key, ofAddress.add(connection))
    this.count++
    return connection
  }

  /** @param address the one that it was taken with */
  remove(connection: TcpConnection, address: string | undefined): void {
    const key = address ?? ''
    const ofAddress = this.byAddress.get(key)
    if (!ofAddress?.delete(connection)) return
    this.count--
    if (ofAddress.size === 0) this.byAddress.delete(key)
  }

  private largest(): Set<TcpConnection> {
    let most = new Set<TcpConnection>()
    for (const each of this.byAddress.values()) if (each.size > most.size) most = each
    return most
  }
}

/** Closes the one that has been idle for longest, as far as the order of coming tells. */
function evict(connections: Set<TcpConnection>): boolean {
  for (const connection of connections) {
    if (connection.busy || connection.socket.destroyed) continue
    connection.socket.destroy()
    counts.shed.idle++
    return true
  }
  return false
}
