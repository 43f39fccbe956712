// A file that is answered from memory: packed once, and not sent again to whoever has it.
import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'

export interface KeptFile {
  headers: Record<string, string>
  etag: string
  plain: Buffer
  gzip: Buffer
}

/**
 * @param gzip the same, packed
 * @param headers of every answer, Content-Type and Cache-Control among them
 */
export function keptFile(plain: Buffer, gzip: Buffer, headers: Record<string, string>): KeptFile {
  const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22)
  // Weak, since it is the same whether packed or not.
  return { headers, etag: `W/"${digest}"`, plain, gzip }
}

/** Answers a GET or HEAD: 200, or 304. */
export function sendKept(
  { headers, etag, plain, gzip }: KeptFile,
  request: Request,
  response: Response,
): void {
  response.set(headers).set('ETag', etag).vary('Accept-Encoding')
  if (request.fresh) {
    response.status(304).end()
    return
  }
  const packed = request.acceptsEncodings(['gzip', 'identity']) === 'gzip'
  if (packed) response.set('Content-Encoding', 'gzip')
  const bytes = packed ? gzip : plain
  response.set('Content-Length', String(bytes.length))
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

/** Whether a request is one that a file answers. */
export const asksForFile = ({ method }: Pick<Request, 'method'>): boolean =>
  method === 'GET' || method === 'HEAD'
