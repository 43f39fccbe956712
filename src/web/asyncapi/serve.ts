// Serves the AsyncAPI document at `/docs/asyncapi.json`, and as a page to read at `/docs/sockets`.
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { OpenAPIObject } from '@nestjs/swagger'
import type { NextFunction, Request, Response } from 'express'
import { plainPagePolicy } from '../../common/content-security.js'
import type { Config } from '../../config/config.js'
import { pack } from '../kept-answers.js'
import { asksForFile, keptFile, sendKept, type KeptFile } from '../kept-file.js'
import type { Place } from './channels.js'
import { asyncApiDocument, type AsyncApiDocument } from './document.js'
import { STYLE } from './page.style.js'
import { socketsPage } from './page.js'

/** A host and its port, and nothing that could be anything else in a document. */
const HOST = /^[\w.[\]:-]{1,255}$/

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

interface View {
  headers: Record<string, string>
  show: (document: AsyncApiDocument) => string
}

/** It may name the host that it was asked at: so it is no shared cache's to keep. */
const CACHE_CONTROL = 'private, no-cache'

/** Path → how the document is answered there. */
const VIEWS: Record<string, View> = {
  '/docs/asyncapi.json': {
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': CACHE_CONTROL },
    show: (document) => JSON.stringify(document),
  },
  '/docs/sockets': {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': CACHE_CONTROL,
      'Content-Security-Policy': plainPagePolicy(STYLE),
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    },
    show: socketsPage,
  },
}

async function made({ headers, show }: View, document: AsyncApiDocument): Promise<KeptFile> {
  const plain = Buffer.from(show(document))
  return keptFile(plain, await pack(plain), headers)
}

/** @param openApi the OpenAPI document, once the routes are known */
export function serveSocketDocs(
  app: NestExpressApplication,
  openApi: () => OpenAPIObject,
  config: Addresses,
): void {
  /** By path, for the place that was asked for last: anybody can make up hosts. */
  const kept = new Map<string, { key: string; file: Promise<KeptFile> }>()
  const fileFor = (path: string, view: View, place: Place): Promise<KeptFile> => {
    const key = JSON.stringify(place)
    const last = kept.get(path)
    if (last?.key === key) return last.file
    const file = made(view, asyncApiDocument(openApi(), place))
    kept.set(path, { key, file })
    return file
  }
  app.use((request: Request, response: Response, next: NextFunction) => {
    const { path } = request
    const view = Object.hasOwn(VIEWS, path) ? VIEWS[path] : undefined
    if (!view || !asksForFile(request)) return next()
    fileFor(path, view, placeOf(request, config)).then((file) => sendKept(file, request, response), next)
  })
}
