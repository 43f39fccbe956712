// Users whom an external identity provider vouches for: created when their first token comes.
import { Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Repository } from 'typeorm'
import { ChatError } from '../common/errors.js'
import { withoutBad } from '../common/text.js'
import { ERASED_USERNAME } from '../common/username.js'
import { Session, User } from '../database/entities/index.js'
import { namesOf } from './user-names.js'
import type { JWTPayload } from 'jose'
import type { ExternalClaims } from './external-identity.js'

const LONGEST_USERNAME = 32
const LONGEST_DISPLAY_NAME = 100
/** Names that are taken are tried again with other endings; two of 32 bits each do not collide so often. */
const ATTEMPTS = 6

/** $1 id, $2 username, $3 display name, $4 issuer, $5 subject, $6 what they are found by; nothing, where a name or the user is there. */
const CREATE = `
  WITH created AS (
    INSERT INTO users (id, username, display_name, issuer, subject) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT DO NOTHING RETURNING id
  )
  INSERT INTO user_names (user_id, name) SELECT c.id, unnest($6::text[]) FROM created c`

@Injectable()
export class ExternalUsers {
  constructor(@InjectRepository(User) private readonly users: Repository<User>) {}

  /**
   * The id of the user behind the provider's `sub`, who is created if there is none. However many ask at once, on however
   * many nodes: one user. The names are those of the first token; later changes at the provider change nothing here.
   * @throws ChatError `unauthenticated` for a token that was in use when its user was erased
   */
  async idOf({ issuer, subject, names, sessionId }: ExternalClaims): Promise<string> {
    const known = await this.users.findOneBy({ issuer, subject })
    if (known) return known.id
    // The token of somebody who was erased makes nobody of the same name again, whoever still sends it.
    if (await this.users.manager.existsBy(Session, { id: sessionId })) throw new ChatError('unauthenticated')
    const wanted = usernameFrom(names)
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const username = attempt === 0 ? wanted : withEnding(wanted, endingOf(issuer, subject, attempt))
      if (username === ERASED_USERNAME) continue
      const displayName = displayNameFrom(names) ?? username
      const found = namesOf({ username, displayName })
      await this.users.query(CREATE, [randomUUID(), username, displayName, issuer, subject, found])
      const user = await this.users.findOneBy({ issuer, subject })
      if (user) return user.id
    }
    throw new Error('No free username was found for an external user')
  }
}

/** The first ending is always the same, so that a user who is created again is called the same again. */
const endingOf = (issuer: string, subject: string, attempt: number) =>
  attempt === 1
    ? createHash('sha256')
        .update(JSON.stringify([issuer, subject]))
        .digest('hex')
        .slice(0, 6)
    : randomBytes(4).toString('hex')

const withEnding = (username: string, ending: string) =>
  `${username.slice(0, LONGEST_USERNAME - ending.length - 1)}-${ending}`

/** What the provider suggests, in the letters that a username may have here; `user` if nothing of it is left. */
export function usernameFrom(names: JWTPayload): string {
  for (const each of [names['preferred_username'], names['nickname'], names['email']]) {
    if (typeof each !== 'string') continue
    const username = each
      .slice(0, 200)
      .split('@')[0]!
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9_.-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, LONGEST_USERNAME)
    if (username.length >= 3) return username
  }
  return 'user'
}

/** As for registration: something to see, and nothing that hides or turns text. */
export function displayNameFrom({ name }: JWTPayload): string | undefined {
  if (typeof name !== 'string') return undefined
  const clean = withoutBad(name.replace(/\p{Cs}/gu, '')).trim()
  const short = [...clean].slice(0, LONGEST_DISPLAY_NAME).join('')
  return /[^\p{Z}\p{C}\p{M}]/u.test(short) ? short : undefined
}
