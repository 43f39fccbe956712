// Sign-ins as they are kept: sessions and their rotating refresh tokens.
import { Inject, Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { IsNull, Raw, type EntityManager, type FindOptionsWhere, type Repository } from 'typeorm'
import { audit } from '../common/audit.js'
import { ChatError } from '../common/errors.js'
import { CONFIG, type Config } from '../config/config.js'
import { BatchedLookup } from '../database/batched-lookup.js'
import { RefreshToken, Session, User } from '../database/entities/index.js'
import { runPrepared } from '../database/prepared.js'
import type { Actor } from './actor.js'
import { LiveSessions } from './live-sessions.js'
import { SessionUse } from './session-use.js'
import {
  END_OTHERS,
  END_UNUSED,
  FIND_ACTORS,
  LOCK_USER,
  ROTATE,
  SWEEP_SESSIONS,
} from './session-statements.js'

/** A session as handed out: the id, and the refresh token that only the client knows. */
export interface Grant {
  sessionId: string
  refreshToken: string
  /** Seconds until it is over, unless it is refreshed. */
  lives: number
}

interface AskedSession {
  sessionId: string
  userId: string | null
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest()
export const newSecret = () => randomBytes(32).toString('base64url')
/** A session's id, the secret of all its refresh tokens, and this one's own. */
const REFRESH_TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})\.([\w-]{43})$/

@Injectable()
export class Sessions {
  private readonly actors = new BatchedLookup((asked: AskedSession[]) => this.findActors(asked))

  constructor(
    @InjectRepository(Session) private readonly sessions: Repository<Session>,
    private readonly live: LiveSessions,
    private readonly use: SessionUse,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Starts a session of `userId`; those beyond MAX_SESSIONS_PER_USER that were not used for longest end. However many begin at
   * once, on however many nodes, there are never more.
   * @param lockUser locks the user's row in the transaction, and throws unless a session may begin
   * @param within seconds after which it is over, however often it is refreshed
   */
  openWithinCap(
    userId: string,
    userAgent: string | null,
    lockUser: (manager: EntityManager) => Promise<void>,
    within?: number,
  ): Promise<Grant> {
    return this.withinCap(userId, lockUser, async (manager) => {
      const grant = await this.open(userId, userAgent, manager, within)
      return { opened: grant.sessionId, answer: grant }
    })
  }

  private async withinCap<T>(
    userId: string,
    lockUser: (manager: EntityManager) => Promise<unknown>,
    open: (manager: EntityManager) => Promise<{ opened: string | undefined; answer: T }>,
  ): Promise<T> {
    const { answer, ended } = await this.sessions.manager.transaction(async (manager) => {
      await lockUser(manager)
      const begun = await open(manager)
      const others = this.config.MAX_SESSIONS_PER_USER - 1
      const endUnused = () => manager.query<{ id: string }[]>(END_UNUSED, [userId, begun.opened, others])
      return { answer: begun.answer, ended: begun.opened ? await endUnused() : [] }
    })
    for (const { id } of ended) {
      this.live.end(id)
      audit('session.ended', { user_id: userId, session_id: id, reason: 'MAX_SESSIONS_PER_USER' })
    }
    return answer
  }

  /** Starts a session of `userId`, who is new, in the transaction of `manager`. */
  async open(
    userId: string,
    userAgent: string | null,
    manager: EntityManager,
    within?: number,
  ): Promise<Grant> {
    const [family, secret] = [newSecret(), newSecret()]
    const id = randomUUID()
    const { REFRESH_TOKEN_TTL, SESSION_TTL } = this.config
    const lives = Math.min(REFRESH_TOKEN_TTL, SESSION_TTL, within ?? Infinity)
    const ends = { expiresAt: fromNow(lives), ...(within !== undefined && { endsBy: fromNow(within) }) }
    await manager.insert(Session, { id, userId, userAgent, familyHash: sha256(family), ...ends })
    await manager.insert(RefreshToken, { sessionId: id, hash: sha256(secret) })
    return { sessionId: id, refreshToken: `${id}.${family}.${secret}`, lives }
  }

  /** Forgets some of what has long ended, whoever's it was: more than one goes for each that comes. */
  async sweep(): Promise<void> {
    await this.sessions.query(SWEEP_SESSIONS)
  }

  /**
   * Exchanges a refresh token for the next one and lets the session live on from now, though not beyond SESSION_TTL. Within
   * REFRESH_GRACE the same token gets another one, as good as the first: its answer was lost, or two tabs have come at once.
   * After that, a token that has what only this session's tokens have was used before, by its owner or by a thief: nobody can
   * tell, so the session ends. A made-up one ends nothing, even if its session's id is known.
   * @throws ChatError `unauthenticated`
   */
  async rotate(refreshToken: string, userAgent: string | null): Promise<Grant & { actor: Actor }> {
    const [, sessionId, family, secret] = REFRESH_TOKEN.exec(refreshToken) ?? []
    if (sessionId && family && secret) {
      const next = newSecret()
      const { REFRESH_GRACE, REFRESH_TOKEN_TTL, SESSION_TTL } = this.config
      const hashes = [family, secret, next].map(sha256)
      const parameters = [sessionId, ...hashes, REFRESH_GRACE, REFRESH_TOKEN_TTL, SESSION_TTL, userAgent]
      const [row] = await this.sessions.query<(Actor & { lives: number })[]>(ROTATE, parameters)
      if (row) {
        const { lives, ...actor } = row
        return { actor, sessionId, refreshToken: `${sessionId}.${family}.${next}`, lives }
      }
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

  /** Ends a session of this user that lives. Answers whether there was one. */
  async endOf(userId: string, sessionId: string): Promise<boolean> {
    return (
      (await this.endWhere({ id: sessionId, userId, expiresAt: Raw((column) => `${column} > now()`) })) > 0
    )
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
      return affected ? manager.query<{ id: string }[]>(END_OTHERS, [actor.id, actor.sessionId]) : undefined
    })
    for (const { id } of ended ?? []) this.live.end(id)
    return ended !== undefined
  }

  /**
   * The session that stands for one external token, from its first sight to its end; one that has ended stays so.
   * @param id the same for the same token, on every node
   * @param expires seconds since 1970
   */
  async openExternal(id: string, userId: string, expires: number): Promise<void> {
    const expiresAt = new Date(expires * 1000)
    const lockUser = (manager: EntityManager) => manager.query(LOCK_USER, [userId])
    await this.withinCap(userId, lockUser, async (manager) => {
      const { raw } = await manager
        .createQueryBuilder()
        .insert()
        .into(Session)
        .values({ id, userId, familyHash: Buffer.alloc(0), expiresAt })
        .orIgnore()
        .returning('id')
        .execute()
      return { opened: (raw as { id: string }[])[0]?.id, answer: undefined }
    })
    await this.sweep()
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
    for (const { id } of ended) this.live.end(id)
    return ended.length
  }

  /**
   * Who is behind a live session.
   * @throws ChatError `unauthenticated` when it has ended or expired, or is not `userId`'s
   */
  async actor(sessionId: string, userId: string): Promise<Actor> {
    const actor = await this.actors.get({ sessionId, userId })
    if (actor) {
      this.live.seen(actor)
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
    return this.live.get(sessionId, userId) ?? this.actor(sessionId, userId)
  }

  /** Who is behind a live session; undefined when it has ended or expired, or was never seen. */
  find(sessionId: string): Promise<Actor | undefined> {
    return this.actors.get({ sessionId, userId: null })
  }

  private async findActors(asked: AskedSession[]): Promise<(Actor | undefined)[]> {
    const columns = [asked.map(({ sessionId }) => sessionId), asked.map(({ userId }) => userId)]
    const rows = await runPrepared<Actor & { n: number; idle: boolean }>(
      this.sessions.manager.dataSource,
      FIND_ACTORS,
      columns,
    )
    const found = new Map<number, Actor>()
    for (const { n, idle, ...actor } of rows) {
      if (idle) this.use.note([actor.sessionId])
      found.set(n, actor)
    }
    return asked.map((_, index) => found.get(index + 1))
  }
}

/** The SQL of a time that many seconds ahead. */
export const fromNow = (seconds: number) => () => `now() + make_interval(secs => ${seconds})`
