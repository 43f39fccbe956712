// Who is who: registering, signing in and out, and telling whom a token stands for.
import { Inject, Injectable, Optional } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { randomUUID } from 'node:crypto'
import type { EntityManager, Repository } from 'typeorm'
import { audit } from '../common/audit.js'
import { ChatError, wrongField } from '../common/errors.js'
import { RateLimits, addressKey } from '../common/rate-limits.js'
import { ERASED_USERNAME } from '../common/username.js'
import { CONFIG, type Config } from '../config/config.js'
import { NOT_ERASED, User } from '../database/entities/index.js'
import { isUniqueViolation } from '../database/unique-violation.js'
import { AccessTokens, type AccessClaims } from './access-tokens.js'
import type { Actor } from './actor.js'
import type { LoginDto, PasswordDto, RegisterDto } from './auth.dto.js'
import type { Caller } from './caller.js'
import { ExternalIdentity, type ExternalClaims } from './external-identity.js'
import { ExternalUsers } from './external-users.js'
import { PasswordCheck } from './password-check.js'
import { Passwords, type Hasher } from './passwords.js'
import type { SessionView, TicketView } from './session.view.js'
import { Sessions, type Grant } from './sessions.js'
import { Tickets, TICKET_TTL } from './tickets.js'
import { keepNames } from './user-names.js'
import { userView } from './user.view.js'

@Injectable()
export class AuthService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly sessions: Sessions,
    private readonly tickets: Tickets,
    private readonly tokens: AccessTokens,
    private readonly passwords: Passwords,
    private readonly check: PasswordCheck,
    private readonly limits: RateLimits,
    private readonly externalUsers: ExternalUsers,
    @Inject(CONFIG) private readonly config: Config,
    @Optional() private readonly external?: ExternalIdentity,
  ) {}

  /**
   * A new user, signed in.
   * @throws ChatError `username_taken`, `rate_limited`, `unavailable`
   */
  register(dto: RegisterDto, caller: Caller): Promise<SessionView> {
    const username = dto.username.toLowerCase()
    return this.passwords.inTurn(addressKey(caller.address), username, (hasher) =>
      this.registerNow(dto, caller, hasher),
    )
  }

  private async registerNow(
    dto: RegisterDto,
    { address, userAgent }: Caller,
    hasher: Hasher,
  ): Promise<SessionView> {
    await this.limits.consume('registrations', addressKey(address))
    const username = dto.username.toLowerCase()
    if (username === ERASED_USERNAME) throw usernameTaken()
    const user = this.users.create({
      id: randomUUID(),
      username,
      displayName: dto.display_name ?? dto.username,
      avatarId: null,
      bot: false,
      passwordHash: await hasher.hash(dto.password),
    })
    const grant = await this.users.manager
      .transaction(async (manager) => {
        await manager.insert(User, user)
        await keepNames(manager, user)
        return this.sessions.open(user.id, userAgent, manager)
      })
      .catch((error: unknown) => {
        throw isUniqueViolation(error) ? usernameTaken() : error
      })
    audit('user.registered', { user_id: user.id, session_id: grant.sessionId, address })
    return this.view(user, grant)
  }

  /**
   * A new session. An unknown username and a wrong password look the same, in words and in time.
   * @throws ChatError `unauthenticated`, `rate_limited`, `unavailable`
   */
  login(dto: LoginDto, caller: Caller): Promise<SessionView> {
    const username = dto.username.toLowerCase()
    return this.passwords.inTurn(addressKey(caller.address), username, (hasher) =>
      this.loginNow(username, dto.password, caller, hasher),
    )
  }

  private async loginNow(
    username: string,
    password: string,
    { address, userAgent }: Caller,
    hasher: Hasher,
  ): Promise<SessionView> {
    const user = await this.users.findOneBy({ username })
    const attempt = { user: user ?? { username }, password, address, wrong: wrongSignIn }
    await this.check.assertRight(hasher, attempt)
    if (!user) throw wrongSignIn()
    await this.sessions.sweep()
    const grant = await this.openIfUnchanged(user, userAgent)
    audit('signin.ok', { user_id: user.id, session_id: grant.sessionId, address })
    return this.view(user, grant)
  }

  /**
   * A session of somebody whose log-in is the matter of a backend.
   * @param seconds after which it is over, however often it is refreshed; as long as others unless given
   * @param key of the backend
   * @throws ChatError `user_not_found`, `forbidden` where the tokens of an external identity provider are the only ones
   */
  async issue(
    { id }: Pick<User, 'id'>,
    seconds: number | undefined,
    { address }: Pick<Caller, 'address'>,
    key: string,
  ): Promise<SessionView> {
    if (!this.config.AUTH_LOCAL)
      throw new ChatError('forbidden', 'Tokens come from your identity provider alone (AUTH_LOCAL=off).')
    let user: User | null = null
    const lockUser = async (manager: EntityManager) => {
      const where = { id, erased: NOT_ERASED }
      user = await manager.findOne(User, { where, lock: { mode: 'for_no_key_update' } })
      if (!user) throw new ChatError('user_not_found')
    }
    await this.sessions.sweep()
    // Its device has not been heard of yet: what asks is the backend.
    const grant = await this.sessions.openWithinCap(id, null, lockUser, seconds)
    audit('session.issued', { user_id: id, session_id: grant.sessionId, address, key })
    return this.view(user!, grant)
  }

  /**
   * Ends the user's other sessions, on every node.
   * @param address where the request comes from
   * @throws ChatError `validation_failed` for a wrong current password, `forbidden` for a user of an external identity
   *   provider, `rate_limited`, `unavailable`
   */
  changePassword(actor: Actor, dto: PasswordDto, address: string): Promise<void> {
    return this.passwords.inTurn(addressKey(address), actor.username, (hasher) =>
      this.changePasswordNow(actor, dto, address, hasher),
    )
  }

  private async changePasswordNow(
    actor: Actor,
    dto: PasswordDto,
    address: string,
    hasher: Hasher,
  ): Promise<void> {
    const user = await this.users.findOneByOrFail({ id: actor.id })
    const { passwordHash } = user
    if (!passwordHash) throw new ChatError('forbidden', 'Your password is kept by your identity provider.')
    const wrong = () => wrongField('current_password', 'current_password is wrong')
    await this.check.assertRight(hasher, { user, password: dto.current_password, address, wrong })
    const next = await hasher.hash(dto.new_password)
    if (!(await this.sessions.changePassword(actor, passwordHash, next))) throw wrong()
    audit('password.changed', { user_id: actor.id, session_id: actor.sessionId, address })
  }

  /**
   * The session's next tokens.
   * @throws ChatError `unauthenticated`
   */
  async refresh(refreshToken: string, { userAgent }: Caller): Promise<SessionView> {
    const { actor, ...grant } = await this.sessions.rotate(refreshToken, userAgent)
    return this.view(actor, grant)
  }

  /** Ends the actor's session: its tokens and tickets stop working on every node, at once. */
  async logout(actor: Actor): Promise<void> {
    await this.sessions.end(actor.sessionId)
    audit('session.ended', { user_id: actor.id, session_id: actor.sessionId })
  }

  /** A one-use pass for the actor's session. @throws ChatError `rate_limited` */
  async issueTicket(actor: Actor): Promise<TicketView> {
    this.limits.take('tickets', actor.id)
    return { ticket: await this.tickets.issue(actor.sessionId), expires_in: TICKET_TTL }
  }

  /**
   * Whom an access token stands for, asked anew each time: one query.
   * @throws ChatError `unauthenticated` when it is forged, expired or for somebody else, or its session has ended
   */
  authenticate(token: string): Promise<Actor> {
    return this.actorOf(token, ({ sessionId, userId }) => this.sessions.actor(sessionId, userId))
  }

  /**
   * The same for a live connection: no query if the session was seen to live a moment ago. Whoever is let in must go
   * when it ends: see LiveSessions.
   * @throws ChatError `unauthenticated`
   */
  authenticateConnection(token: string): Promise<Actor> {
    return this.actorOf(token, ({ sessionId, userId }) => this.sessions.actorOfConnection(sessionId, userId))
  }

  /**
   * Whom a ticket stands for; it is used up by asking.
   * @throws ChatError `unauthenticated`
   */
  authenticateTicket(ticket: string): Promise<Actor> {
    return this.tickets.redeem(ticket)
  }

  private async actorOf(token: string, find: (claims: AccessClaims) => Promise<Actor>): Promise<Actor> {
    if (this.external?.claims(token)) return this.authenticateExternal(await this.external.verify(token))
    if (!this.config.AUTH_LOCAL) throw new ChatError('unauthenticated', 'The access token is not valid.')
    return find(await this.tokens.verify(token))
  }

  /** Creates the user on first sight, and a session for the token: so it can be ended, and ends live connections. */
  private async authenticateExternal(claims: ExternalClaims): Promise<Actor> {
    const { sessionId, expires } = claims
    const known = await this.sessions.find(sessionId)
    if (known) return known
    const userId = await this.externalUsers.idOf(claims)
    await this.sessions.openExternal(sessionId, userId, expires)
    return this.sessions.actor(sessionId, userId)
  }

  /** A session, unless the password was changed since it was compared: that has ended all sessions it knew of. */
  private openIfUnchanged({ id, passwordHash }: User, userAgent: string | null): Promise<Grant> {
    return this.sessions.openWithinCap(id, userAgent, async (manager) => {
      const same = await manager.findOne(User, {
        where: { id, passwordHash: passwordHash! },
        lock: { mode: 'for_no_key_update' },
      })
      if (!same) throw wrongSignIn()
    })
  }

  private async view(
    user: Parameters<typeof userView>[0],
    { sessionId, refreshToken, lives }: Grant,
  ): Promise<SessionView> {
    const seconds = Math.min(this.tokens.ttl, lives)
    return {
      access_token: await this.tokens.issue({ userId: user.id, sessionId }, seconds),
      token_type: 'Bearer',
      expires_in: seconds,
      refresh_token: refreshToken,
      user: userView(user, this.config.base),
    }
  }
}

const usernameTaken = () => new ChatError('username_taken', 'Somebody has this username. Choose another.')

const wrongSignIn = () => new ChatError('unauthenticated', 'The username or the password is wrong.')
