// How HTTP is spoken here: request ids, bodies and their limits, CORS, and the form of every error.
import { randomUUID } from 'node:crypto'
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { NextFunction, Request, Response } from 'express'
import { ChatError } from './common/errors.js'
import { ProblemFilter } from './common/problem.filter.js'
import { DtoPipe } from './common/validation.pipe.js'
import type { Config } from './config/config.js'
import { largestFrame } from './messaging/socket-limits.js'

const JSON_BODY = /^application\/(?:[\w.-]+\+)?json(?:;|$)/i

const isJson = ({ headers }: { headers: { 'content-type'?: string } }) =>
  JSON_BODY.test(headers['content-type'] ?? '')
const isMessage = ({ url }: { url?: string }) => url?.startsWith('/send-message/') ?? false

function identify(request: Request & { id?: string }, response: Response, next: NextFunction): void {
  request.id = randomUUID()
  response.setHeader('X-Request-Id', request.id)
  next()
}

/** A body that no parser of ours reads is said to be so, instead of looking empty. Files have a reader of their own. */
function refuseOtherBodies(request: Request, _: Response, next: NextFunction): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0
  if (!hasBody || isJson(request) || request.path === '/attachments') return next()
  next(new ChatError('unsupported_media_type', 'Send JSON as application/json.'))
}

export function configureHttp(app: NestExpressApplication, config: Config): void {
  const { CORS_ORIGINS, MAX_BODY_BYTES, TRUST_PROXY } = config
  app.disable('x-powered-by')
  if (TRUST_PROXY !== undefined)
    app.set('trust proxy', /^\d+$/.test(TRUST_PROXY) ? Number(TRUST_PROXY) : TRUST_PROXY)
  app.use(identify)
  if (CORS_ORIGINS.length > 0) {
    app.enableCors({
      origin: CORS_ORIGINS.includes('*') ? true : CORS_ORIGINS,
      exposedHeaders: [
        'X-Request-Id',
        'Retry-After',
        'ETag',
        'Accept-Ranges',
        'Content-Range',
        'Content-Disposition',
      ],
      maxAge: 600,
    })
  }
  app.use(refuseOtherBodies)
  app.useBodyParser('json', {
    limit: largestFrame(config),
    type: (request) => isJson(request) && isMessage(request),
  })
  app.useBodyParser('json', {
    limit: MAX_BODY_BYTES,
    type: (request) => isJson(request) && !isMessage(request),
  })
  app.useGlobalFilters(new ProblemFilter())
  app.useGlobalPipes(new DtoPipe())
}
