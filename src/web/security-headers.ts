// What browsers are told about every answer: what a page of ours may load, and that nobody frames, sniffs or keeps it.
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import helmet, { strictTransportSecurity } from 'helmet'
import type { Config } from '../config/config.js'

/** For the pages at `/`: their own files, pictures made in the page, and this server's sockets ('self' covers ws and wss). */
const PAGES = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'blob:', 'data:'],
  'media-src': ["'self'", 'blob:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'manifest-src': ["'self'"],
  'form-action': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
}

/** Swagger UI brings styles inside its page; its scripts are files. */
const DOCS = { ...PAGES, 'style-src': ["'self'", "'unsafe-inline'"] }

/**
 * A year, as ASVS asks. Only over TLS: on a plain connection browsers ignore it, and TRUST_PROXY tells which that is. Below a path
 * the host is shared with others, for whom its owner speaks.
 */
const hsts = strictTransportSecurity({ maxAge: 365 * 86_400, includeSubDomains: true })

const headers = (directives: typeof PAGES): RequestHandler =>
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  })

/** Express middleware that goes in front of every route; a route that knows better sets its own. */
export function securityHeaders({ base }: Pick<Config, 'base'>): RequestHandler {
  const ownsHost = /^(?:https?:\/\/[^/]+)?$/.test(base)
  const [pages, docs] = [headers(PAGES), headers(DOCS)]
  return (request: Request, response: Response, next: NextFunction) => {
    // What was answered to somebody is nobody else's, and no browser's to keep.
    if (request.headers.authorization !== undefined) response.setHeader('Cache-Control', 'no-store')
    const secured: NextFunction = request.secure && ownsHost ? () => hsts(request, response, next) : next
    const policy = /^\/docs(?:\/|$)/.test(request.path) ? docs : pages
    policy(request, response, secured)
  }
}
