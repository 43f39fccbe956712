// The guard in front of every HTTP route: signed in, or marked as public.
import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { ChatError } from '../common/errors.js'
import { tcpHolderOf } from '../common/tcp-holder.js'
import { bearerToken } from './access-tokens.js'
import type { AuthenticatedRequest } from './actor.js'
import { AuthService } from './auth.service.js'

const PUBLIC = Symbol('PUBLIC')

/** Opens a route, or all of a controller's, to callers without a token. */
export const Public = () => SetMetadata(PUBLIC, true)

@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly auth: AuthService,
    private readonly reflector: Reflector,
  ) {}

  /** @throws ChatError `unauthenticated` */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Sockets are let in once, when they connect; their gateway sees to it.
    if (context.getType() !== 'http') return true
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]))
      return true
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>()
    // Who sends a large body was asked before it was read.
    if (request.actor) return true
    const token = bearerToken(request.headers.authorization)
    if (!token) throw new ChatError('unauthenticated', 'Send Authorization: Bearer <access_token>.')
    request.actor = await this.auth.authenticate(token)
    const holder = tcpHolderOf(request.socket)
    if (holder) holder.user = request.actor.id
    return true
  }
}
