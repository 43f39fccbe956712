// Serves documents that name the address they were asked at: each is made when somebody asks, and kept for the address that was asked last.
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { NextFunction, Request, Response } from 'express'
import type { Config } from '../config/config.js'
import { asksForFile, keptFile, sendKept, type KeptFile } from './kept-file.js'

export const pack = promisify(gzip)

/** Where a reader can reach the server. */
export interface Place {
  /** With its port, if it has one. */
  host: string
  secure: boolean
  /** The path below which a proxy has put it, such as `/chat`; or nothing. */
  prefix: string
}

/** How a document is answered at one address. */
export interface View {
  headers: Record<string, string>
  show: (place: Place) => string
}

/** A host and its port, and nothing that could be anything else in a document. */
const HOST = /^[\w.[\]:-]{1,255}$/

/** It may name the host that it was asked at: so it is no shared cache's to keep. */
const CACHE_CONTROL = 'private, no-cache'

type Addresses = Pick<Config, 'PUBLIC_URL' | 'base'>

/** Where PUBLIC_URL says, or without it where the request was sent to. */
function placeOf(request: Request, { PUBLIC_URL, base }: Addresses): Place {
  if (PUBLIC_URL !== undefined) {
    const { host, protocol, pathname } = new URL(PUBLIC_URL)
    return { host, secure: protocol === 'https:', prefix: pathname.replace(/\/$/, '') }
  }
  const { host, secure } = request
  // HTTP/1.0 has none.
  const given: string | undefined = host
  return { host: given && HOST.test(given) ? given : 'localhost', secure, prefix: base }
}

/** `https://example.com/chat` */
export const addressOf = ({ host, secure, prefix }: Place): string =>
  `${secure ? 'https' : 'http'}://${host}${prefix}`

async function made({ headers, show }: View, place: Place): Promise<KeptFile> {
  const plain = Buffer.from(show(place))
  return keptFile(plain, await pack(plain), { 'Cache-Control': CACHE_CONTROL, ...headers })
}

/** @param views by path */
export function serveDocuments(
  app: NestExpressApplication,
  views: Record<string, View>,
  config: Addresses,
): void {
  /** By path, for the place that was asked for last: anybody can make up hosts. */
  const kept = new Map<string, { key: string; file: Promise<KeptFile> }>()
  const fileFor = (path: string, view: View, place: Place): Promise<KeptFile> => {
    const key = JSON.stringify(place)
    const last = kept.get(path)
    if (last?.key === key) return last.file
    const file = made(view, place)
    kept.set(path, { key, file })
    return file
  }
  app.use((request: Request, response: Response, next: NextFunction) => {
    const { path } = request
    const view = Object.hasOwn(views, path) ? views[path] : undefined
    if (!view || !asksForFile(request)) return next()
    fileFor(path, view, placeOf(request, config)).then((file) => sendKept(file, request, response), next)
  })
}
