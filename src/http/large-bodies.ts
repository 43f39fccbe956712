// Who may send a large body: asked before any of it is read.
import type { INestApplication } from '@nestjs/common'
import type { NextFunction, RequestHandler, Response } from 'express'
import type { AuthenticatedRequest } from '../auth/actor.js'
import { Requesters } from '../auth/requesters.js'
import { chatroomNameInAddress } from '../common/chatroom-name.js'
import { ChatError } from '../common/errors.js'
import { largestMessage } from '../common/largest-message.js'
import { bodyTooLarge } from '../common/problem.filter.js'
import { tcpHolderOf } from '../common/tcp-holder.js'
import type { Config } from '../config/config.js'
import { MembershipService } from '../membership/membership.service.js'
import { isJson, isMessage } from './bodies.js'

/**
 * Middleware in front of the body parser: a message larger than MAX_BODY_BYTES is read only from who is signed in and may speak
 * in its room, and while there is memory for it. Uploads need none: their route reads them itself, behind the guard.
 */
export function authenticateLargeBodies(app: INestApplication, config: Config): RequestHandler {
  const requesters = app.get(Requesters, { strict: false })
  const membership = app.get(MembershipService, { strict: false })
  const admit = async (request: AuthenticatedRequest, length: number) => {
    const actor = await requesters.actor(request, 'messages')
    await membership.authorize(actor, chatroomNameInAddress(request.path.split('/')[2] ?? ''), 'send')
    const largest = largestMessage(config)
    // Read by nobody: what is too large for ever must not look as if it had come at a bad moment.
    if (length > largest) throw bodyTooLarge(largest)
    if (tcpHolderOf(request.socket)?.claim(length || largest) === false)
      throw new ChatError('unavailable', 'Too much is on its way here (MAX_HELD_BYTES).', { retryAfter: 1 })
  }
  return (request: AuthenticatedRequest, _: Response, next: NextFunction): void => {
    const length = Number(request.headers['content-length'])
    if (!isJson(request) || !isMessage(request) || length <= config.MAX_BODY_BYTES) return next()
    admit(request, length).then(() => next(), next)
  }
}
