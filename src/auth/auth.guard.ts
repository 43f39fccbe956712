// The guard in front of every HTTP route: signed in, with a server key where that is what it takes, or marked as public.
import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { audit } from '../common/audit.js'
import { RateLimits } from '../common/rate-limits.js'
import type { AuthenticatedRequest } from './actor.js'
import { Requesters } from './requesters.js'
import { ActingScope, ForServerKeys, type AskedScope, type Scope } from './server-keys.js'

const PUBLIC = Symbol('PUBLIC')

/** Opens a route, or all of a controller's, to callers without a token. */
export const Public = () => SetMetadata(PUBLIC, true)

@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly requesters: Requesters,
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
  ) {}

  /**
   * @throws ChatError `unauthenticated`; `rate_limited` for whoever reads too much; `forbidden` for a server key without the scope,
   *   `user_not_found` for one that acts for nobody
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Sockets are let in once, when they connect; their gateway sees to it.
    if (context.getType() !== 'http') return true
    const said = <T>(key: symbol) =>
      this.reflector.getAllAndOverride<T | undefined>(key, [context.getHandler(), context.getClass()])
    if (said<boolean>(PUBLIC)) return true
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>()
    const asked = said<AskedScope>(ForServerKeys.KEY)
    if (asked) {
      await this.requesters.holder(request, asked)
      return true
    }
    const { id } = await this.requesters.actor(request, said<Scope>(ActingScope.KEY))
    if (request.keyHolder) noteActing(request, request.keyHolder.id, id)
    // What only reads, whatever it is; what writes has limits of its own.
    if (request.method === 'GET' || request.method === 'HEAD') this.limits.take('reads', id)
    return true
  }
}

/** By the route's pattern: an address may hold a secret, such as an invite's code. */
function noteActing({ method, route }: AuthenticatedRequest, key: string, userId: string): void {
  audit('acting', { key, user_id: userId, method, route: (route as { path: string }).path })
}
