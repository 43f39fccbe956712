// Sign-ins as they are kept: sessions, their rotating refresh tokens, and one-use tickets.
import { Inject, Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { Subject } from 'rxjs'
import { IsNull, Not, type EntityManager, type FindOptionsWhere, type Repository } from 'typeorm'
import { audit } from '../common/audit.js'
import { ChatError } from '../common/errors.js'
import { CONFIG, type Config } from '../config/config.js'
import { BatchedLookup } from '../database/batched-lookup.js'
import { Session, Ticket, User } from '../database/entities/index.js'
import { runPrepared } from '../database/prepared.js'
import type { Actor } from './actor.js'
import { KnownSessions } from './known-sessions.js'

/** Seconds between asking for a ticket and opening the socket: a page does both at once. */
export const TICKET_TTL = 60

/** A session as handed out: the id, and the refresh token that only the client knows. */
export interface Grant {
  sessionId: string
  refreshToken: string
}

// All times are the database's: nodes' clocks may differ.
const LIVE = `s.ended_at IS NULL AND s.expires_at > now()`
const ACTOR = `u.id, u.username, u.display_name AS "displayName", u.created_at AS "createdAt", s.id AS "sessionId"`

interface AskedSession {
  sessionId: string
  userId: string | null
}

/** $1 session ids, $2 the user that each must be of, or null. */
export const FIND_ACTORS = {
  name: 'find_actors',
  text: `
    SELECT asked.n, ${ACTOR} FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS asked (session_id, user_id, n)
    CROSS JOIN LATERAL (
      SELECT s.id, s.user_id FROM sessions s
      WHERE s.id = asked.session_id AND s.user_id = coalesce(asked.user_id, s.user_id) AND ${LIVE} LIMIT 1
    ) s
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = s.user_id LIMIT 1) u`,
}

export const ENDED_AMONG = {
  name: 'ended_among',
  text: `
    SELECT asked.id FROM unnest($1::uuid[]) AS asked (id)
    WHERE (SELECT true FROM sessions s WHERE s.id = asked.id AND ${LIVE}) IS NULL`,
}

const ROTATE = `
  WITH rotated AS (
    UPDATE sessions s
    SET refresh_hash = $3,
        expires_at = least(now() + make_interval(secs => $4), s.created_at + make_interval(secs => $6))
    WHERE s.id = $1 AND s.refresh_hash = $2 AND s.family_hash = $5 AND ${LIVE} RETURNING s.id, s.user_id
  )
  SELECT ${ACTOR} FROM rotated s JOIN users u ON u.id = s.user_id`

const REDEEM = `
  WITH redeemed AS (DELETE FROM tickets WHERE hash = $1 AND expires_at > now() RETURNING session_id)
  SELECT ${ACTOR} FROM redeemed r JOIN sessions s ON s.id = r.session_id JOIN users u ON u.id = s.user_id
  WHERE ${LIVE}`

// More than one goes for each that comes, and two nodes never wait for each other.
const SWEEP_TICKETS = `
  DELETE FROM tickets WHERE hash IN (
    SELECT hash FROM tickets WHERE expires_at < now() ORDER BY expires_at LIMIT 100 FOR UPDATE SKIP LOCKED
  )`

// A day late, so that nothing that is still in flight meets a session that is gone. An outside token that was signed out
// stays refused for as long as it would have worked.
const SWEEP_SESSIONS = `
  DELETE FROM sessions WHERE id IN (
    SELECT id FROM sessions
    WHERE user_id = $1 AND now() - interval '1 day' >
      CASE WHEN refresh_hash = '' THEN expires_at ELSE least(ended_at, expires_at) END
    LIMIT 100 FOR UPDATE SKIP LOCKED
  )`

const sha256 = (text: string) => createHash('sha256').update(text).digest()
const newSecret = () => randomBytes(32).toString('base64url')
/** 32 bytes in base64url. */
const SECRET = /^[\w-]{43}$/
/** A session's id, the secret of all its refresh tokens, and this one's own. */
const REFRESH_TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})\.([\w-]{43})$/

@Injectable()
export class Sessions {
  /** Ids of sessions that were ended on this node, each after the commit. */
  readonly ended = new Subject<string>()

  private readonly actors = new BatchedLookup((asked: AskedSession[]) => this.findActors(asked))
  private readonly known: KnownSessions

  constructor(
    @InjectRepository(Session) private readonly sessions: Repository<Session>,
    @InjectRepository(Ticket) private readonly tickets: Repository<Ticket>,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.known = new KnownSessions(config.FEED_CHECK_INTERVAL * 1000)
    this.ended.subscribe((sessionId) => this.known.forget(sessionId))
  }

  /** Starts a session of `userId`, in the transaction of `manager` if given. */
  async open(userId: string, manager?: EntityManager): Promise<Grant> {
    const [family, secret] = [newSecret(), newSecret()]
    const sessions = manager?.getRepository(Session) ?? this.sessions
    const id = randomUUID()
    const hashes = { refreshHash: sha256(secret), familyHash: sha256(family) }
    const { REFRESH_TOKEN_TTL, SESSION_TTL } = this.config
    const expiresAt = fromNow(Math.min(REFRESH_TOKEN_TTL, SESSION_TTL))
    await sessions.insert({ id, userId, ...hashes, expiresAt })
    return { sessionId: id, refreshToken: `${id}.${family}.${secret}` }
  }

  /** Forgets what has long ended of a user's sessions. */
  async sweep(userId: string): Promise<void> {
    await this.sessions.query(SWEEP_SESSIONS, [userId])
  }

  /**
   * Exchanges a refresh token for the next one and lets the session live on from now, though not beyond SESSION_TTL. A token
   * that is not the newest one of a live session, but has what only that session's tokens have, was used before, by its
   * owner or by a thief: nobody can tell, so the session ends. A made-up one ends nothing, even if its session's id is known.
   * @throws ChatError `unauthenticated`
   */
  async rotate(refreshToken: string): Promise<Grant & { actor: Actor }> {
    const [, sessionId, family, secret] = REFRESH_TOKEN.exec(refreshToken) ?? []
    if (sessionId && family && secret) {
      const next = newSecret()
      const { REFRESH_TOKEN_TTL, SESSION_TTL } = this.config
      const hashes = [sha256(secret), sha256(next)]
      const parameters = [sessionId, ...hashes, REFRESH_TOKEN_TTL, sha256(family), SESSION_TTL]
      const [actor] = await this.sessions.query<Actor[]>(ROTATE, parameters)
      if (actor) return { actor, sessionId, refreshToken: `${sessionId}.${family}.${next}` }
      const ended = await this.endWhere({ id: sessionId, familyHash: sha256(family) })
      if (ended > 0) audit('session.reused', { session_id: sessionId })
    }
    throw new ChatError(
      'unauthenticated',
      'The refresh token is not valid, or was used before. Sign in again.',
    )
  }

  /** Ends a session, at once and for good; one that has ended stays as it is. Answers whether it was live. */
  async end(sessionId: string): Promise<boolean> {
    return (await this.endWhere({ id: sessionId })) > 0
  }

  /**
   * Writes a new password hash and ends all other sessions of the actor in one transaction: whoever signed in with the old
   * one is out once this resolves.
   * @returns false, and changes nothing, if the password is no longer the one behind `before`
   */
  async changePassword(actor: Actor, before: string, passwordHash: string): Promise<boolean> {
    const ended = await this.sessions.manager.transaction(async (manager) => {
      const { affected } = await manager.update(
        User,
        { id: actor.id, passwordHash: before },
        { passwordHash },
      )
      if (!affected) return undefined
      return manager
        .getRepository(Session)
        .createQueryBuilder()
        .update()
        .set({ endedAt: () => 'now()' })
        .where({ userId: actor.id, id: Not(actor.sessionId), endedAt: IsNull() })
        .returning('id')
        .execute()
    })
    for (const { id } of (ended?.raw ?? []) as { id: string }[]) this.ended.next(id)
    return ended !== undefined
  }

  /**
   * The session that stands for one outside token, from its first sight to its end; one that has ended stays so.
   * @param id the same for the same token, on every node
   * @param expires seconds since 1970
   */
  async openOutside(id: string, userId: string, expires: number): Promise<void> {
    await this.sessions
      .createQueryBuilder()
      .insert()
      .values({
        id,
        userId,
        refreshHash: Buffer.alloc(0),
        familyHash: Buffer.alloc(0),
        expiresAt: new Date(expires * 1000),
      })
      .orIgnore()
      .execute()
    await this.sweep(userId)
  }

  /** Answers how many were live. */
  private async endWhere(which: FindOptionsWhere<Session>): Promise<number> {
    const { raw } = await this.sessions
      .createQueryBuilder()
      .update()
      .set({ endedAt: () => 'now()' })
      .where({ ...which, endedAt: IsNull() })
      .returning('id')
      .execute()
    const ended = raw as { id: string }[]
    for (const { id } of ended) this.ended.next(id)
    return ended.length
  }

  /**
   * Who is behind a live session.
   * @throws ChatError `unauthenticated` when it has ended or expired, or is not `userId`'s
   */
  async actor(sessionId: string, userId: string): Promise<Actor> {
    const actor = await this.actors.get({ sessionId, userId })
    if (actor) {
      this.known.seen(actor)
      return actor
    }
    throw new ChatError('unauthenticated', 'The session has ended. Sign in again.')
  }

  /**
   * The same for a live connection, which ends with its session: the database is not asked again if it was just now, and
   * the bus has not said since that the session has ended. At worst, if that hint was lost, the connection is let in and
   * ended within FEED_CHECK_INTERVAL, as one that was there before.
   * @throws ChatError `unauthenticated`
   */
  async actorOfConnection(sessionId: string, userId: string): Promise<Actor> {
    return this.known.get(sessionId, userId) ?? this.actor(sessionId, userId)
  }

  /** A session has ended on another node. */
  endedElsewhere(sessionId: string): void {
    this.known.forget(sessionId)
  }

  /** Sessions may have ended on other nodes, and this one has not heard of it. */
  mayHaveEndedElsewhere(): void {
    this.known.forgetAll()
  }

  /** Who is behind a live session; undefined when it has ended or expired, or was never seen. */
  find(sessionId: string): Promise<Actor | undefined> {
    return this.actors.get({ sessionId, userId: null })
  }

  private async findActors(asked: AskedSession[]): Promise<(Actor | undefined)[]> {
    const columns = [asked.map(({ sessionId }) => sessionId), asked.map(({ userId }) => userId)]
    const rows = await runPrepared<Actor & { n: number }>(
      this.sessions.manager.dataSource,
      FIND_ACTORS,
      columns,
    )
    const found = new Map(rows.map(({ n, ...actor }) => [n, actor]))
    return asked.map((_, index) => found.get(index + 1))
  }

  /** Those of `sessionIds` that have ended or expired. */
  async endedAmong(sessionIds: string[]): Promise<string[]> {
    const rows = await runPrepared<{ id: string }>(this.sessions.manager.dataSource, ENDED_AMONG, [
      sessionIds,
    ])
    const ended = new Set(rows.map(({ id }) => id))
    for (const id of sessionIds) if (!ended.has(id)) this.known.seenAgain(id)
    return [...ended]
  }

  /** A ticket that stands for the session once, within TICKET_TTL seconds. */
  async issueTicket(sessionId: string): Promise<string> {
    await this.tickets.query(SWEEP_TICKETS)
    const ticket = newSecret()
    await this.tickets.insert({ hash: sha256(ticket), sessionId, expiresAt: fromNow(TICKET_TTL) })
    return ticket
  }

  /**
   * Who a ticket stands for; it is used up by asking.
   * @throws ChatError `unauthenticated`
   */
  async redeemTicket(ticket: string): Promise<Actor> {
    const [actor] = SECRET.test(ticket) ? await this.tickets.query<Actor[]>(REDEEM, [sha256(ticket)]) : []
    if (actor) return actor
    throw new ChatError('unauthenticated', 'The ticket is not valid: each works once, for a minute.')
  }
}

/** The SQL of a time that many seconds ahead. */
const fromNow = (seconds: number) => () => `now() + make_interval(secs => ${seconds})`
