// Who is asking: the result of authentication, handed down to every use case.
import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { Request } from 'express'
import type { KeyHolder } from './server-keys.js'

/** A signed-in user, as known from their token and session. */
export interface Actor {
  /** UUID. */
  id: string
  username: string
  displayName: string
  /** Of their picture; null for none. */
  avatarId: string | null
  /** Whether they are a program that says so. */
  bot: boolean
  createdAt: Date
  /** The session that the token belongs to: when it ends, so do the actor's connections. Of a server key that acts for them, the key. */
  sessionId: string
  /** Of what was last seen of them: see User. Perhaps some seconds old. */
  version: number
  /** Whether they show others how far they have read, and see it of others. */
  readReceipts: boolean
}

export interface AuthenticatedRequest extends Request {
  /** Set by the guard. */
  actor?: Actor
  /** Set by the guard, for a server key. */
  keyHolder?: KeyHolder
}

/** Whose server key an HTTP request has, for a controller's parameter. */
export const CurrentKey = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().keyHolder,
)

/** The Actor of an HTTP request, for a controller's parameter. */
export const CurrentActor = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<AuthenticatedRequest>().actor,
)
