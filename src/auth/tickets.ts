// One-use passes for a browser's plain WebSocket, which cannot send an Authorization header.
import { Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import type { Repository } from 'typeorm'
import { ChatError } from '../common/errors.js'
import { Ticket } from '../database/entities/index.js'
import type { Actor } from './actor.js'
import { ACTOR, LIVE } from './session-statements.js'
import { fromNow, newSecret, sha256 } from './sessions.js'

/** Seconds between asking for a ticket and opening the socket: a page does both at once. */
export const TICKET_TTL = 60

const REDEEM = `
  WITH redeemed AS (DELETE FROM tickets WHERE hash = $1 AND expires_at > now() RETURNING session_id)
  SELECT ${ACTOR} FROM redeemed r JOIN sessions s ON s.id = r.session_id JOIN users u ON u.id = s.user_id
  WHERE ${LIVE}`

// More than one goes for each that comes, and two nodes never wait for each other.
const SWEEP_TICKETS = `
  DELETE FROM tickets WHERE hash IN (
    SELECT hash FROM tickets WHERE expires_at < now() ORDER BY expires_at LIMIT 100 FOR UPDATE SKIP LOCKED
  )`

/** 32 bytes in base64url. */
const SECRET = /^[\w-]{43}$/

@Injectable()
export class Tickets {
  constructor(@InjectRepository(Ticket) private readonly tickets: Repository<Ticket>) {}

  /** A ticket that stands for the session once, within TICKET_TTL seconds. */
  async issue(sessionId: string): Promise<string> {
    await this.tickets.query(SWEEP_TICKETS)
    const ticket = newSecret()
    await this.tickets.insert({ hash: sha256(ticket), sessionId, expiresAt: fromNow(TICKET_TTL) })
    return ticket
  }

  /**
   * Who a ticket stands for; it is used up by asking.
   * @throws ChatError `unauthenticated`
   */
  async redeem(ticket: string): Promise<Actor> {
    const [actor] = SECRET.test(ticket) ? await this.tickets.query<Actor[]>(REDEEM, [sha256(ticket)]) : []
    if (actor) return actor
    throw new ChatError('unauthenticated', 'The ticket is not valid: each works once, for a minute.')
  }
}
