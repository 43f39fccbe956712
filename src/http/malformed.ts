// What whoever sends something that Node cannot read as a request is told; no route ever sees it.
import { randomUUID } from 'node:crypto'
import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { ChatError } from '../common/errors.js'
import { log } from '../common/log.js'
import { problemOf } from '../common/problem.filter.js'

/** Of what has a status of its own, nothing more is said. */
const STATUS: Record<string, number> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
}
const DETAIL: Record<string, string> = {
  HPE_INVALID_URL: 'The address has a character that must be percent-encoded in UTF-8, such as %C3%A9 for é.',
}

/** Answers instead of Node, which says nothing but the status, and closes the connection. */
export function answerMalformed(error: Error & { code?: string }, socket: Duplex): void {
  // The answer to a request that was begun may be half written already.
  const { _httpMessage: begun } = socket as { _httpMessage?: ServerResponse | null }
  if (socket.writable && !begun?.headersSent) socket.write(answerTo(error.code ?? ''))
  socket.destroy()
}

function answerTo(code: string): string {
  const status = STATUS[code]
  if (status) return response(status)
  const id = randomUUID()
  log().info({ request_id: id, status: 400, code: 'validation_failed' }, 'request')
  const detail = DETAIL[code] ?? 'What was sent cannot be read as a request.'
  return response(400, JSON.stringify(problemOf(new ChatError('validation_failed', detail), id)))
}

function response(status: number, problem = ''): string {
  const type = problem ? 'Content-Type: application/problem+json; charset=utf-8\r\n' : ''
  const length = `Content-Length: ${Buffer.byteLength(problem)}\r\n`
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${type}${length}Connection: close\r\n\r\n${problem}`
}
