// Serves the AsyncAPI document at `/docs/asyncapi.json`, and as a page to read at `/docs/sockets`.
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { OpenAPIObject } from '@nestjs/swagger'
import type { NextFunction, Request, Response } from 'express'
import { asyncApiDocument, type AsyncApiDocument, type Place } from './document.js'
import { POLICY, socketsPage } from './page.js'

/** A host and its port, and nothing that could be anything else in a document. */
const HOST = /^[\w.[\]:-]{1,255}$/

function placeOf({ host, secure }: Request): Place {
  // HTTP/1.0 has none.
  const given: string | undefined = host
  return { host: given && HOST.test(given) ? given : 'localhost', secure }
}

/** Path → how the document is answered there. */
const VIEWS: Record<string, (response: Response, document: AsyncApiDocument) => void> = {
  '/docs/asyncapi.json': (response, document) => response.json(document),
  '/docs/sockets': (response, document) =>
    response
      .set({
        'Content-Security-Policy': POLICY,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
      })
      .type('html')
      .send(socketsPage(document)),
}

/** @param openApi the OpenAPI document, once the routes are known */
export function serveSocketDocs(app: NestExpressApplication, openApi: () => OpenAPIObject): void {
  app.use((request: Request, response: Response, next: NextFunction) => {
    const view = Object.hasOwn(VIEWS, request.path) ? VIEWS[request.path] : undefined
    if (!view || !['GET', 'HEAD'].includes(request.method)) return next()
    // It names the host that it was asked at.
    response.setHeader('Cache-Control', 'no-store')
    view(response, asyncApiDocument(openApi(), placeOf(request)))
  })
}
