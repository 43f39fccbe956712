// What is asked of a request's body before anything reads it: that it is JSON in UTF-8, comes in time, and is no bomb.
import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { MIMEType } from 'node:util'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { ChatError } from '../common/errors.js'
import { assertFewParts } from '../common/structure.js'
import type { Config } from '../config/config.js'

const JSON_BODY = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

export const isJson = ({ headers }: { headers: { 'content-type'?: string } }) =>
  JSON_BODY.test(headers['content-type'] ?? '')
export const isMessage = ({ url }: { url?: string }) => url?.startsWith('/send-message/') ?? false
/** Files have a reader of their own. */
export const isUpload = ({ path }: Pick<Request, 'path'>) => path === '/attachments'

export const hasBody = ({ headers }: Pick<IncomingMessage, 'headers'>) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0

/** Answers a request whose body is not waited for any more. */
export function breakOff(request: Request, response: Response, status: number, headers = {}): void {
  if (response.headersSent) return void request.destroy()
  response.writeHead(status, { Connection: 'close', ...headers }).end(() => request.destroy())
}

/** Ends a request whose small body trickles in. What may hold a file has UPLOAD_TIMEOUT, which Node itself watches. */
export function hurry({ BODY_TIMEOUT, MAX_BODY_BYTES }: Config): RequestHandler {
  const isLarge = (request: Request) =>
    (isUpload(request) || isMessage(request)) &&
    !(Number(request.headers['content-length']) <= MAX_BODY_BYTES)
  return (request, response, next) => {
    if (!hasBody(request) || isLarge(request)) return next()
    const timer = setTimeout(() => breakOff(request, response, 408), BODY_TIMEOUT * 1000)
    request.once('end', () => clearTimeout(timer))
    response.once('close', () => clearTimeout(timer))
    next()
  }
}

/** A body that no parser of ours reads is said to be so, instead of looking empty. */
export function refuseOtherBodies(request: Request, _: Response, next: NextFunction): void {
  if (!hasBody(request) || isUpload(request)) return next()
  if (!isJson(request)) return next(new ChatError('unsupported_media_type', 'Send JSON as application/json.'))
  if (!isSaidToBeUtf8(request)) return next(new ChatError('unsupported_media_type', 'Send JSON in UTF-8.'))
  // The body parser knows one of its names.
  request.headers['content-type'] = 'application/json'
  next()
}

/** Whether a body names no charset (JSON has only one), or UTF-8 by any of the names that browsers know it by. */
function isSaidToBeUtf8({ headers }: Request): boolean {
  try {
    const charset = new MIMEType(headers['content-type'] ?? '').params.get('charset')
    return !charset || new TextDecoder(charset.replace(/^'|'$/g, '')).encoding === 'utf-8'
  } catch {
    return false
  }
}

/**
 * For the body parser, before it parses: what is no UTF-8 would be stored as something else than was sent, and what has too
 * many parts would keep everybody waiting.
 */
export const verifyBody =
  ({ MAX_BODY_BYTES }: Config) =>
  (_: unknown, __: unknown, body: Buffer): void => {
    if (!isUtf8(body)) throw new ChatError('validation_failed', 'The body is not UTF-8.')
    assertFewParts(body, MAX_BODY_BYTES)
  }
