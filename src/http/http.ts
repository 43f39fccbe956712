// How HTTP is spoken here: request ids, bodies and their limits, CORS, and the form of every error.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { NextFunction, Request, Response } from 'express'
import { HeldMemory } from '../common/held-memory.js'
import { largestMessage } from '../common/largest-message.js'
import { corsOf } from '../common/origins.js'
import { ProblemFilter } from '../common/problem.filter.js'
import { logRequest } from '../common/request-log.js'
import { tcpHolderOf } from '../common/tcp-holder.js'
import { DtoPipe } from '../common/validation.pipe.js'
import type { Config } from '../config/config.js'
import { breakOff, hasBody, hurry, isJson, isMessage, refuseOtherBodies, verifyBody } from './bodies.js'
import { securityHeaders } from './security-headers.js'
import { authenticateLargeBodies } from './large-bodies.js'
import { NoBodyGuard } from './no-body.guard.js'
import type { HttpAdapter } from './server.js'

function identify(request: Request & { id?: string }, response: Response, next: NextFunction): void {
  request.id = randomUUID()
  response.setHeader('X-Request-Id', request.id)
  next()
}

/** Whoever sends a body while too much is kept is told, as long as it has not come. */
function refusable(request: Request, response: Response, next: NextFunction): void {
  const holder = tcpHolderOf(request.socket)
  if (holder && hasBody(request)) {
    holder.refuse = () => breakOff(request, response, 503, { 'Retry-After': '1' })
    request.once('close', () => (holder.refuse = undefined))
  }
  next()
}

export function configureHttp(app: NestExpressApplication, config: Config): void {
  const { CORS_ORIGINS, MAX_BODY_BYTES, TRUST_PROXY } = config
  ;(app.getHttpAdapter() as unknown as HttpAdapter).countIn(app.get(HeldMemory, { strict: false }))
  app.disable('x-powered-by')
  // Answers to somebody are not kept, so there is nothing to compare; files have a tag of their own.
  app.disable('etag')
  if (TRUST_PROXY !== undefined)
    app.set('trust proxy', /^\d+$/.test(TRUST_PROXY) ? Number(TRUST_PROXY) : TRUST_PROXY)
  app.use(identify)
  app.use(logRequest)
  app.use(securityHeaders(config))
  if (CORS_ORIGINS.length > 0) app.enableCors(corsOf(config))
  app.use(refusable)
  app.use(hurry(config))
  app.use(refuseOtherBodies)
  app.use(authenticateLargeBodies(app, config))
  const readJson = (limit: number, type: (request: IncomingMessage) => boolean) =>
    // Nest's type leaves `verify` out, which it would need itself only with `rawBody`.
    app.useBodyParser('json', { limit, type, verify: verifyBody(config) } as object)
  readJson(largestMessage(config), (request) => isJson(request) && isMessage(request))
  readJson(MAX_BODY_BYTES, (request) => isJson(request) && !isMessage(request))
  app.useGlobalFilters(new ProblemFilter())
  app.useGlobalGuards(new NoBodyGuard())
  app.useGlobalPipes(new DtoPipe())
}
