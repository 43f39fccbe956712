// Forgets people: at once who they were, and in small steps, on whichever node, all that they have said and left behind.
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import type { Actor } from '../../auth/actor.js'
import { LiveSessions } from '../../auth/live-sessions.js'
import { PasswordCheck } from '../../auth/password-check.js'
import type { KeyHolder } from '../../auth/server-keys.js'
import { audit } from '../../common/audit.js'
import { ChatError, wrongField } from '../../common/errors.js'
import { RateLimits } from '../../common/rate-limits.js'
import { ConnectedPeople } from '../../presence/connected-people.js'
import { Housekeeping } from '../housekeeping.service.js'
import { Erasing, type Erased } from './erasing.js'

const NAME = 'erasure'

/** Milliseconds of work on one person, before it is another's turn. */
const TURN_MS = 250
/**
 * Seconds after which all is looked through once more: what was under way when somebody was erased, a file that they sent or a star,
 * has come by then, or never will. And after which it goes on where something could not be done.
 */
const AGAIN_AFTER = 60

export const ERASE = 'SELECT erase_user($1, $2) AS sessions'
export const DUE =
  'SELECT user_id, chatroom_id, n FROM erasures WHERE due_at <= now() ORDER BY due_at LIMIT 1'
const POSTPONE = 'UPDATE erasures SET due_at = now() + make_interval(secs => $2) WHERE user_id = $1'
/** $1 user, $2 AGAIN_AFTER: it is done, if it was looked through once more; else it will be, from the beginning. */
const DONE = 'DELETE FROM erasures WHERE user_id = $1 AND created_at < now() - make_interval(secs => $2)'
const ONCE_MORE = `
  UPDATE erasures SET due_at = created_at + make_interval(secs => $2 + 1), chatroom_id = 0, n = 0 WHERE user_id = $1`

@Injectable()
export class ErasureService implements OnModuleInit {
  private readonly logger = new Logger('Erasure')

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly housekeeping: Housekeeping,
    private readonly erasing: Erasing,
    private readonly passwords: PasswordCheck,
    private readonly live: LiveSessions,
    private readonly people: ConnectedPeople,
    private readonly limits: RateLimits,
  ) {}

  onModuleInit(): void {
    this.housekeeping.register({ name: NAME, step: () => this.step() })
  }

  /**
   * Erases the actor.
   * @param password theirs; nothing where an identity provider keeps it
   * @param address where the request comes from
   * @throws ChatError `validation_failed` for a wrong password, `rate_limited`, `unavailable`
   */
  async eraseSelf(actor: Actor, password: string | undefined, address: string): Promise<void> {
    const compared = await this.passwords.confirm(actor, password, address)
    if (!(await this.erase(actor, compared))) throw wrongField('password', 'password is wrong')
  }

  /**
   * Erases somebody, with a server key. @param username as it is kept
   * @throws ChatError `user_not_found`
   */
  async eraseNamed(username: string, holder: KeyHolder): Promise<void> {
    const [user] = await this.dataSource.query<{ id: string }[]>('SELECT id FROM users WHERE username = $1', [
      username,
    ])
    if (!user || !(await this.erase({ ...user, username }, null, holder.id)))
      throw new ChatError('user_not_found')
  }

  /**
   * From the answer on, nobody is called so, and nobody is signed in as them; the rest follows.
   * @param password the hash that was compared, if one was
   * @param key of the backend that asks for it, if one does
   * @returns false if they are erased already, or have another password by now
   */
  private async erase(
    user: Pick<Actor, 'id' | 'username'>,
    password: string | null,
    key?: string,
  ): Promise<boolean> {
    const [{ sessions }] = await this.dataSource.query<[{ sessions: string[] | null }]>(ERASE, [
      user.id,
      password,
    ])
    if (!sessions) return false
    for (const id of sessions) this.live.end(id)
    this.people.announce(user.id)
    audit('user.erased', { user_id: user.id, ...(key !== undefined && { key }) })
    await this.limits.forget(user.username)
    void this.housekeeping.now(NAME)
    return true
  }

  /** Whose turn it is has some of it done, in transactions of its own. */
  private async step(): Promise<boolean> {
    const [erased] = await this.dataSource.query<Erased[]>(DUE)
    if (!erased) return false
    try {
      await this.advance(erased)
    } catch (error) {
      await this.dataSource.query(POSTPONE, [erased.user_id, AGAIN_AFTER])
      this.logger.warn(`Somebody is not erased yet, and it goes on later: ${(error as Error).message}`)
    }
    return true
  }

  private async advance(erased: Erased): Promise<void> {
    const end = performance.now() + TURN_MS
    while (performance.now() < end) {
      if (await this.erasing.part(erased)) continue
      const values = [erased.user_id, AGAIN_AFTER]
      const [, done] = await this.dataSource.query<[unknown, number]>(DONE, values)
      if (done === 0) await this.dataSource.query(ONCE_MORE, values)
      return
    }
    await this.dataSource.query(POSTPONE, [erased.user_id, 0])
  }
}
