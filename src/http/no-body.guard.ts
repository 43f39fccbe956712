// Refuses what is sent with a request whose route takes nothing, the same for all of them.
import type { CanActivate, ExecutionContext } from '@nestjs/common'
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal'
import type { Request } from 'express'
import { assertNoFields } from '../common/validation.js'
import { isUpload } from './bodies.js'

/** After the guard that asks who it is. What a GET or HEAD carries has no meaning in HTTP, and is not looked at. */
export class NoBodyGuard implements CanActivate {
  /** @throws ChatError `validation_failed` with one entry per field */
  canActivate(context: ExecutionContext): true {
    if (context.getType() !== 'http') return true
    const request = context.switchToHttp().getRequest<Request>()
    const reads = request.method === 'GET' || request.method === 'HEAD'
    const body = request.body as unknown
    if (!reads && body !== undefined && !isUpload(request) && !takesBody(context)) assertNoFields(body)
    return true
  }
}

/** Whether a parameter of the handler is the body. */
function takesBody(context: ExecutionContext): boolean {
  const route: unknown = Reflect.getMetadata(
    ROUTE_ARGS_METADATA,
    context.getClass(),
    context.getHandler().name,
  )
  return Object.keys(route ?? {}).some((key) => key.startsWith(`${RouteParamtypes.BODY}:`))
}
