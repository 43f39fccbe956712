// How bytes are handed out over HTTP: which of them (ranges), as what (type and disposition), and kept by whom.
import { create as contentDisposition } from 'content-disposition'
import type { Request, Response } from 'express'
import { finished } from 'node:stream/promises'
import { FILE_POLICY } from '../common/content-security.js'
import { ChatError } from '../common/errors.js'
import { tcpHolderOf } from '../common/tcp-holder.js'
import type { HandedView, OpenAttachment } from './open-attachment.js'

/** Bytes from `start` up to, not including, `end`. */
export interface ByteRange {
  start: number
  end: number
}

/**
 * What a Range header asks for (RFC 9110, 14.2). Not Express's `request.range`: to that a suffix longer than the file, and a
 * range whose end precedes its start, are unsatisfiable. Nothing: answer with the whole file, as for a header that is
 * malformed, in another unit or asks for several ranges at once.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first, last] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || first + last === '') return undefined
  if (first === '') {
    const count = Math.min(Number(last), size)
    return count > 0 ? { start: size - count, end: size } : 'unsatisfiable'
  }
  if (last !== '' && Number(last) < Number(first)) return undefined
  if (Number(first) >= size) return 'unsatisfiable'
  return { start: Number(first), end: last === '' ? size : Math.min(Number(last) + 1, size) }
}

/** Types that a browser may show in place: none of them can carry a script. */
const SHOWN = /^(?:image\/(?:png|jpeg|gif|webp|avif)|(?:audio|video)\/.+)$/
/** Types that a browser might run, or read as something that it runs. */
const ACTIVE = /^text\/(?!plain$)|[/+](?:xml|xhtml|html)$/

/** Content-Type: what the file is, unless a browser might run it. */
export function contentType(mimeType: string): string {
  if (ACTIVE.test(mimeType)) return 'application/octet-stream'
  return mimeType === 'text/plain' ? 'text/plain; charset=utf-8' : mimeType
}

/** Content-Disposition: shown in place or saved, under its name. */
export const disposition = (mimeType: string, filename: string): string =>
  contentDisposition(filename, { type: SHOWN.test(mimeType) ? 'inline' : 'attachment' })

/** Answers a GET or HEAD for a file: 200, 206, 304 or 416. Resolves when the client has everything or has gone. */
export async function sendFile(request: Request, response: Response, file: OpenAttachment): Promise<void> {
  const { size } = file.view
  response.set(headersOf(file.view))
  if (holds(request.get('If-None-Match'), file.view)) {
    response.status(304).end()
    return
  }
  const range = wantedRange(request, file.view)
  if (range === 'unsatisfiable') refuseRange(response, size)
  const { start, end } = range ?? { start: 0, end: size }
  const bytes = request.method === 'HEAD' ? undefined : await begun(file, start, end, response)
  response.status(range ? 206 : 200).set('Content-Length', String(end - start))
  if (range) response.set('Content-Range', `bytes ${start}-${end - 1}/${size}`)
  if (bytes) await pour(bytes, response)
  else response.end()
}

const etag = (view: HandedView) => `"${view.sha256}"`

function headersOf(view: HandedView): Record<string, string> {
  return {
    'Content-Type': contentType(view.mime_type),
    // A document is saved, whatever it is: its pixels have no bound.
    'Content-Disposition': disposition(
      view.type === 'document' ? 'application/octet-stream' : view.mime_type,
      view.filename,
    ),
    ETag: etag(view),
    'Accept-Ranges': 'bytes',
    // It never changes, but may be deleted, and who has read it may leave: each time it is shown, we are asked whether it may be.
    'Cache-Control': 'private, no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': FILE_POLICY,
    // Reading takes a token, which only a scripted request carries: CORS rules that. Nothing else may embed it.
    'Cross-Origin-Resource-Policy': 'same-origin',
  }
}

/**
 * Whether an If-None-Match header names this file. Not Express's `request.fresh`: that one never is for a script's fetch,
 * which sends `Cache-Control: no-cache` beside the header.
 */
function holds(header: string | undefined, view: HandedView): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag(view)) || tags.includes('*')
}

/** Ranges are for GET, and with If-Range only for who holds a part of this very file. */
function wantedRange(request: Request, view: HandedView): ByteRange | 'unsatisfiable' | undefined {
  const held = request.get('If-Range')
  if (request.method !== 'GET' || (held && held !== etag(view))) return undefined
  return byteRange(request.get('Range'), view.size)
}

/** @throws ChatError `range_not_satisfiable`; the file's own headers do not belong to it */
function refuseRange(response: Response, size: number): never {
  for (const name of ['ETag', 'Cache-Control', 'Content-Disposition']) response.removeHeader(name)
  response.set('Content-Range', `bytes */${size}`)
  throw new ChatError('range_not_satisfiable', `The file has ${size} bytes.`)
}

/** What is handed out piece by piece, and of which the first has come. */
export interface Begun {
  first: IteratorResult<Buffer>
  rest: AsyncGenerator<Buffer>
}

/** Waits for the first bytes: until then a failing store can still be told as the error that it is. */
async function begun(
  { view, read }: OpenAttachment,
  start: number,
  end: number,
  response: Response,
): Promise<Begun> {
  const rest = read(start, end)
  try {
    return { first: await rest.next(), rest }
  } catch (error) {
    for (const name of Object.keys(headersOf(view))) response.removeHeader(name)
    throw error
  }
}

/**
 * Reads no faster than the client takes, and stops reading when it goes. A loop, because each stream and generator between the
 * store and the socket keeps a piece of its own, of 256 KiB, for as long as it waits for the next.
 */
export async function pour({ first, rest }: Begun, response: Response): Promise<void> {
  const holder = tcpHolderOf(response.socket)
  let kept = 0
  try {
    for (let piece = first; !piece.done && !response.destroyed; piece = await rest.next()) {
      if (holder) holder.kept += piece.value.length - kept
      kept = piece.value.length
      if (!response.write(piece.value)) await drained(response)
    }
    response.end()
    await finished(response).catch(() => undefined)
  } finally {
    if (holder) holder.kept -= kept
    await rest.return(undefined)
  }
}

/** Resolves when more can be written, or nobody is there any more. */
function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.removeListener('drain', done).removeListener('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
    if (response.destroyed) done()
  })
}
