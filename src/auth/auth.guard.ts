// The guard in front of every HTTP route: signed in, or marked as public.
import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { ChatError } from '../common/errors.js'
import { RateLimits } from '../common/rate-limits.js'
import { tcpHolderOf } from '../common/tcp-holder.js'
import { bearerToken } from './access-tokens.js'
import type { Actor, AuthenticatedRequest } from './actor.js'
import { AuthService } from './auth.service.js'
import { ForServerKeys, ServerKeys, type AskedScope } from './server-keys.js'

const PUBLIC = Symbol('PUBLIC')

/** Opens a route, or all of a controller's, to callers without a token. */
export const Public = () => SetMetadata(PUBLIC, true)

@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly auth: AuthService,
    private readonly keys: ServerKeys,
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
  ) {}

  /** @throws ChatError `unauthenticated`; `forbidden` for a server key without the scope; `rate_limited` for whoever reads too much */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Sockets are let in once, when they connect; their gateway sees to it.
    if (context.getType() !== 'http') return true
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]))
      return true
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>()
    const scope = this.reflector.getAllAndOverride<AskedScope>(ForServerKeys.KEY, [
      context.getHandler(),
      context.getClass(),
    ])
    if (scope) return this.assertServerKey(request, scope)
    const { id } = await authenticateRequest(this.auth, request)
    // What only reads, whatever it is; what writes has limits of its own.
    if (request.method === 'GET' || request.method === 'HEAD') this.limits.take('reads', id)
    return true
  }

  private async assertServerKey(request: AuthenticatedRequest, scope: AskedScope): Promise<true> {
    const token = bearerToken(request.headers.authorization)
    const holder = token && (await this.keys.holder(token))
    if (!holder) throw new ChatError('unauthenticated', 'Send Authorization: Bearer <server key>.')
    if (!holder.may(scope)) throw new ChatError('forbidden', `This key lacks the scope ${scope}.`)
    request.keyHolder = holder
    return true
  }
}

/**
 * Who sends a request. Whoever sends a large body is asked before it is read, and not again.
 * @throws ChatError `unauthenticated`
 */
export async function authenticateRequest(auth: AuthService, request: AuthenticatedRequest): Promise<Actor> {
  if (request.actor) return request.actor
  const token = bearerToken(request.headers.authorization)
  if (!token) throw new ChatError('unauthenticated', 'Send Authorization: Bearer <access_token>.')
  const actor = (request.actor = await auth.authenticate(token))
  const holder = tcpHolderOf(request.socket)
  if (holder) holder.user = actor.id
  return actor
}
