// The HTTP form of every error: RFC 9457 problem documents with our stable code, and nothing internal.
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common'
import type { Request, Response } from 'express'
import { ChatError, toChatError, type ErrorCode } from './errors.js'

/** What Nest, Express and its body parser throw, by HTTP status. */
const CODE_OF_STATUS: Record<number, ErrorCode> = {
  400: 'validation_failed',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'not_found',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  503: 'unavailable',
}

/** Words of our own for what libraries refuse: theirs may quote the caller's payload. */
const DETAIL_OF_CODE: Partial<Record<ErrorCode, string>> = {
  validation_failed: 'The request could not be read: malformed address, header or body.',
  not_found: 'No route has this method and path. See /docs.',
  unsupported_media_type: 'Send JSON as application/json in UTF-8, and files as multipart/form-data.',
}

/** @param limit bytes that a body may have there */
export const bodyTooLarge = (limit: number): ChatError =>
  new ChatError(
    'payload_too_large',
    `The body is larger than ${limit} bytes: see MAX_BODY_BYTES and, for messages, MAX_ATTACHMENT_BYTES.`,
  )

function fromLibrary(error: unknown, request: string): ChatError {
  // Nest wraps what is thrown before a route is found.
  const thrown = (error as Error | undefined)?.cause ?? error
  if (thrown instanceof ChatError) return thrown
  const status = error instanceof HttpException ? error.getStatus() : (error as { status?: number }).status
  const code = CODE_OF_STATUS[status ?? 500]
  if (!code) return toChatError(error, request)
  const { limit } = thrown as { limit?: number }
  if (code === 'payload_too_large' && limit) return bodyTooLarge(limit)
  return new ChatError(code, DETAIL_OF_CODE[code])
}

/** The problem document of an error. */
export const problemOf = ({ kind, detail, code, extra: { errors } }: ChatError, request_id: string) => ({
  type: 'about:blank',
  title: kind.title,
  status: kind.status,
  detail,
  code,
  ...(errors && { errors }),
  request_id,
})

@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp()
    const request = http.getRequest<Request & { id: string }>()
    const response = http.getResponse<Response>()
    const error = thrown instanceof ChatError ? thrown : fromLibrary(thrown, request.id)
    response.locals['code'] = error.code
    if (response.headersSent) {
      response.destroy()
      return
    }
    const { retryAfter = error.kind.retryable ? 1 : undefined } = error.extra
    if (retryAfter && error.code !== 'internal') response.setHeader('Retry-After', String(retryAfter))
    if (error.code === 'unauthenticated') response.setHeader('WWW-Authenticate', 'Bearer')
    response
      .status(error.kind.status)
      .type('application/problem+json')
      .send(JSON.stringify(problemOf(error, request.id)))
  }
}
