// The address of a room, `/send-message/{name}`: what both socket doors let into it.
import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { Actor } from '../auth/actor.js'
import { Addresses, type Address, type Said, type Session } from './address.js'
import { ROOM_COMMANDS } from './commands.js'
import type { Connection } from './connection.js'
import { RoomSessions, type RoomAdmission } from './room-session.js'

@Injectable()
export class RoomAddress implements Address<RoomAdmission>, OnModuleInit {
  readonly path = /^\/send-message\/([^/]+)\/?$/

  constructor(
    private readonly sessions: RoomSessions,
    private readonly addresses: Addresses,
  ) {}

  onModuleInit(): void {
    this.addresses.add(this)
  }

  /** @throws ChatError see RoomSessions.admit */
  admit(actor: Actor, segment: string, { after_seq, log }: Said): Promise<RoomAdmission> {
    return this.sessions.admit(actor, segment, after_seq, log)
  }

  open(connection: Connection, admission: RoomAdmission, from: string): Session {
    const session = this.sessions.open(connection, admission, from)
    return {
      begin: () => session.subscribe(),
      receive: (request) => ROOM_COMMANDS.receive(session, request),
      closed: (reason) => session.closed(reason),
    }
  }
}
