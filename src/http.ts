// How HTTP is spoken here: request ids, bodies and their limits, CORS, and the form of every error.
import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { bearerToken } from './auth/access-tokens.js'
import type { AuthenticatedRequest } from './auth/actor.js'
import { AuthService } from './auth/auth.service.js'
import { ChatError } from './common/errors.js'
import { ProblemFilter } from './common/problem.filter.js'
import { logRequest } from './common/request-log.js'
import { DtoPipe } from './common/validation.pipe.js'
import type { Config } from './config/config.js'
import { HalfReceived } from './messaging/half-received.js'
import { largestFrame } from './messaging/socket-limits.js'
import { securityHeaders } from './web/security-headers.js'

const JSON_BODY = /^application\/(?:[\w.-]+\+)?json(?:;|$)/i

const isJson = ({ headers }: { headers: { 'content-type'?: string } }) =>
  JSON_BODY.test(headers['content-type'] ?? '')
const isMessage = ({ url }: { url?: string }) => url?.startsWith('/send-message/') ?? false

function identify(request: Request & { id?: string }, response: Response, next: NextFunction): void {
  request.id = randomUUID()
  response.setHeader('X-Request-Id', request.id)
  next()
}

const hasBody = ({ headers }: Request) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0

/** Answers a request whose body is not waited for any more. */
function breakOff(request: Request, response: Response, status: number, headers = {}): void {
  if (response.headersSent) return void request.destroy()
  response.writeHead(status, { Connection: 'close', ...headers }).end(() => request.destroy())
}

/** Ends a request whose small body trickles in. What may hold a file has UPLOAD_TIMEOUT, which Node itself watches. */
function hurry({ BODY_TIMEOUT, MAX_BODY_BYTES }: Config): RequestHandler {
  const isLarge = ({ headers, path, url }: Request) =>
    (path === '/attachments' || isMessage({ url })) && !(Number(headers['content-length']) <= MAX_BODY_BYTES)
  return (request, response, next) => {
    if (!hasBody(request) || isLarge(request)) return next()
    const timer = setTimeout(() => breakOff(request, response, 408), BODY_TIMEOUT * 1000)
    request.once('end', () => clearTimeout(timer))
    response.once('close', () => clearTimeout(timer))
    next()
  }
}

/** A body that no parser of ours reads is said to be so, instead of looking empty. Files have a reader of their own. */
function refuseOtherBodies(request: Request, _: Response, next: NextFunction): void {
  if (!hasBody(request) || isJson(request) || request.path === '/attachments') return next()
  next(new ChatError('unsupported_media_type', 'Send JSON as application/json.'))
}

/** What is no UTF-8 would be stored as something else than was sent. */
function assertUtf8(_: unknown, __: unknown, body: Buffer, charset: string): void {
  if (charset.toLowerCase() !== 'utf-8') throw new ChatError('unsupported_media_type', 'Send JSON in UTF-8.')
  if (!isUtf8(body)) throw new ChatError('validation_failed', 'The body is not UTF-8.')
}

/** Milliseconds between looks for requests that take too long. */
const LOOK_MS = 1000
/** Longer than the minute for which proxies keep a connection: they must be the ones to close it, or a request gets lost. */
const KEEP_ALIVE_MS = 65_000

/** Express on an HTTP server that waits for nobody for ever; Nest would make one with limits of Node's choosing. */
export class HttpAdapter extends ExpressAdapter {
  constructor(private readonly config: Config) {
    super()
  }

  override initHttpServer(): void {
    const { HEADERS_TIMEOUT, UPLOAD_TIMEOUT } = this.config
    const server = createServer(
      {
        headersTimeout: Math.min(HEADERS_TIMEOUT, UPLOAD_TIMEOUT) * 1000,
        requestTimeout: UPLOAD_TIMEOUT * 1000,
        connectionsCheckingInterval: LOOK_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        maxHeaderSize: 16 * 1024,
      },
      this.getInstance(),
    )
    server.maxHeadersCount = 100
    // Whoever neither sends nor reads: an answer that nobody takes must not stay.
    server.timeout = UPLOAD_TIMEOUT * 1000
    this.httpServer = server
  }
}

/** A large body counts with what others have half sent, until it is whole. */
function watchBody(request: Request, response: Response, halves: HalfReceived): void {
  const before = request.socket.bytesRead
  const inlet = {
    unfinished: () => request.socket.bytesRead - before,
    drop: () => {
      unwatch()
      breakOff(request, response, 503, { 'Retry-After': '1' })
    },
  }
  const unwatch = () => halves.unwatch(inlet)
  halves.watch(inlet)
  request.once('end', unwatch).once('close', unwatch)
}

/** Only for who is signed in are megabytes read; a body of the usual size is no matter. */
const authenticateLargeBodies =
  (app: NestExpressApplication, limit: number) =>
  (request: AuthenticatedRequest, response: Response, next: NextFunction): void => {
    const length = Number(request.headers['content-length'])
    if (!isJson(request) || !isMessage(request) || length <= limit) return next()
    const token = bearerToken(request.headers.authorization)
    if (!token) return next(new ChatError('unauthenticated', 'Send Authorization: Bearer <access_token>.'))
    app
      .get(AuthService, { strict: false })
      .authenticate(token)
      .then((actor) => {
        request.actor = actor
        watchBody(request, response, app.get(HalfReceived, { strict: false }))
        next()
      })
      .catch(next)
  }

export function configureHttp(app: NestExpressApplication, config: Config): void {
  const { CORS_ORIGINS, MAX_BODY_BYTES, TRUST_PROXY } = config
  app.disable('x-powered-by')
  // Answers to somebody are not kept, so there is nothing to compare; files have a tag of their own.
  app.disable('etag')
  if (TRUST_PROXY !== undefined)
    app.set('trust proxy', /^\d+$/.test(TRUST_PROXY) ? Number(TRUST_PROXY) : TRUST_PROXY)
  app.use(identify)
  app.use(logRequest)
  app.use(securityHeaders())
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
  app.use(hurry(config))
  app.use(refuseOtherBodies)
  app.use(authenticateLargeBodies(app, MAX_BODY_BYTES))
  const readJson = (limit: number, type: (request: IncomingMessage) => boolean) =>
    // Nest's type leaves `verify` out, which it would need itself only with `rawBody`.
    app.useBodyParser('json', { limit, type, verify: assertUtf8 } as object)
  readJson(largestFrame(config), (request) => isJson(request) && isMessage(request))
  readJson(MAX_BODY_BYTES, (request) => isJson(request) && !isMessage(request))
  app.useGlobalFilters(new ProblemFilter())
  app.useGlobalPipes(new DtoPipe())
}
