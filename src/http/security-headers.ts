// What browsers are told about every answer: that nobody frames, sniffs or keeps it, and what it may load.
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import helmet, { strictTransportSecurity } from 'helmet'
import { ANSWER_POLICY, SWAGGER_POLICY } from '../common/content-security.js'
import type { Config } from '../config/config.js'

/**
 * A year, as ASVS asks. Only over TLS: on a plain connection browsers ignore it, and TRUST_PROXY tells which that is. Below a path
 * the host is shared with others, for whom its owner speaks.
 */
const hsts = strictTransportSecurity({ maxAge: 365 * 86_400, includeSubDomains: true })

const common = helmet({
  contentSecurityPolicy: false,
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
})

/** Express middleware that goes in front of every route; a route that knows better sets its own. */
export function securityHeaders({ base }: Pick<Config, 'base'>): RequestHandler {
  const ownsHost = /^(?:https?:\/\/[^/]+)?$/.test(base)
  return (request: Request, response: Response, next: NextFunction) => {
    // What was answered to somebody is nobody else's, and no browser's to keep.
    if (request.headers.authorization !== undefined) response.setHeader('Cache-Control', 'no-store')
    const isSwagger = /^\/docs(?:\/|$)/.test(request.path)
    response.setHeader('Content-Security-Policy', isSwagger ? SWAGGER_POLICY : ANSWER_POLICY)
    const secured: NextFunction = request.secure && ownsHost ? () => hsts(request, response, next) : next
    common(request, response, secured)
  }
}
