// The AsyncAPI document at `/docs/asyncapi.json`, and as a page to read at `/docs/sockets`.
import type { OpenAPIObject } from '@nestjs/swagger'
import { plainPagePolicy } from '../../common/content-security.js'
import type { View } from '../served-documents.js'
import { asyncApiDocument } from './document.js'
import { STYLE } from './page.style.js'
import { socketsPage } from './page.js'

/** @param openApi the OpenAPI document, once the routes are known */
export const socketViews = (openApi: () => OpenAPIObject): Record<string, View> => ({
  '/docs/asyncapi.json': {
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    show: (place) => JSON.stringify(asyncApiDocument(openApi(), place)),
  },
  '/docs/sockets': {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': plainPagePolicy(STYLE),
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    },
    show: (place) => socketsPage(asyncApiDocument(openApi(), place)),
  },
})
