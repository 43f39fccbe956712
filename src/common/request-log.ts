// One line and one measurement for each HTTP request: who asked for what, and how it ended; no query, header or body.
import type { NextFunction, Request, Response } from 'express'
import { log } from './log.js'
import { requestSeconds } from './measures.js'

/** An address is written down no further than this. */
const LONGEST_PATH = 300

/** A request as it is when it is over. */
interface Logged extends Request {
  id?: string
  /** Set by the guard. */
  actor?: { id: string }
}

/** Goes right behind what gives the request its id. */
export function logRequest(request: Logged, response: Response, next: NextFunction): void {
  const started = performance.now()
  // Asked now: a connection that is gone has no address any more.
  const { ip: address } = request
  response.once('close', () => {
    const ms = performance.now() - started
    const { method, originalUrl, id, actor } = request
    const route = (request.route as { path?: string } | undefined)?.path ?? 'none'
    const status = response.statusCode
    requestSeconds.observe({ method, route, status }, ms / 1000)
    const level = status >= 500 ? 'warn' : route.startsWith('/health/') ? 'debug' : 'info'
    log()[level](
      {
        request_id: id,
        method,
        path: originalUrl.split('?', 1)[0]!.slice(0, LONGEST_PATH),
        status,
        code: (response.locals as { code?: string }).code,
        ms: Math.round(ms * 10) / 10,
        user_id: actor?.id,
        address,
        // Nobody waited for the answer.
        ...(!response.writableFinished && { aborted: true }),
      },
      'request',
    )
  })
  next()
}
