// Where a request comes from, and what its client says it is.
import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { Request } from 'express'
import { GONE } from '../common/client-address.js'

export interface Caller {
  address: string
  /** Of its User-Agent header, 300 characters at the most. */
  userAgent: string | null
}

const LONGEST_USER_AGENT = 300

/** The Caller of an HTTP request, for a controller's parameter. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { ip, headers } = context.switchToHttp().getRequest<Request>()
  const userAgent = headers['user-agent']?.replace(/\p{Cc}/gu, '').slice(0, LONGEST_USER_AGENT)
  return { address: ip ?? GONE, userAgent: userAgent || null }
})
