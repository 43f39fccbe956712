// What the addresses of the socket doors mean: a door only finds the one that a client asks for, and speaks its wire.
import { Injectable } from '@nestjs/common'
import type { Actor } from '../auth/actor.js'
import type { Release } from './connection-counts.js'
import type { Connection, Request } from './connection.js'

/** What a client says when it connects, beside who it is; anything, as it came. */
export interface Said {
  after_seq?: unknown
  log?: unknown
}

/** That somebody may connect, as it was when that was checked. */
export interface Admission {
  actor: Actor
  /** Gives back the places that are taken for it. */
  release: Release
}

/** What is behind an address for one connection, from being let in to its end. */
export interface Session {
  /** The client listens: it is told what it is due, and then what comes. */
  begin(): void
  /** Does what the client asks for, and answers it; never rejects. */
  receive(request: Request): Promise<void>
  /** The connection is gone. @param reason what its own side calls it */
  closed(reason: string | number): void
}

/** One kind of address. */
export interface Address<Admitted extends Admission = Admission> {
  /** How it looks, as a path and as a namespace, without the query; a group in it is the segment that `admit` is given. */
  readonly path: RegExp
  /**
   * Lets somebody in, and takes one of their places.
   * @param segment as it is written in the address
   * @throws ChatError
   */
  admit(actor: Actor, segment: string, said: Said): Promise<Admitted>
  /** Tells the client that it is in; it hears nothing more until `begin`. @param from the client's address */
  open(connection: Connection, admission: Admitted, from: string): Session
}

/** An address that a client asks for. */
export interface Asked {
  address: Address
  segment: string
}

/** All kinds of addresses: who is above this floor adds theirs. */
@Injectable()
export class Addresses {
  private readonly all: Address[] = []

  add<Admitted extends Admission>(address: Address<Admitted>): void {
    // It is only ever given back its own admissions.
    this.all.push(address as unknown as Address)
  }

  /** @param path without the query */
  find(path: string): Asked | undefined {
    for (const address of this.all) {
      const found = address.path.exec(path)
      if (found) return { address, segment: found[1] ?? '' }
    }
    return undefined
  }
}
