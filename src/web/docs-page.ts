// Serves the page of the OpenAPI document at `/docs`, which is Swagger UI around it, and what that loads.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { NextFunction, Request, Response } from 'express'
import { SWAGGER_POLICY } from '../common/content-security.js'
import { StartupError } from '../config/startup-error.js'
import { asksForFile, keptFile, sendKept, type KeptFile } from './kept-file.js'
import { pack } from './served-documents.js'

/** Where `npm run build` puts it: dist/docs-page. */
const FOLDER = fileURLToPath(new URL('../docs-page', import.meta.url))
const DOCUMENT = join(FOLDER, 'docs.html')
/** The chat's and the console's, too; with PAGE=off they are not there to serve it. */
const THEME = fileURLToPath(new URL('../page/theme.js', import.meta.url))

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

const headersOf = (file: string): Record<string, string> => ({
  'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  ...(file === DOCUMENT && { 'Content-Security-Policy': SWAGGER_POLICY, 'X-Frame-Options': 'DENY' }),
  // The names of all others change with their content.
  'Cache-Control': [DOCUMENT, THEME].includes(file) ? 'no-cache' : 'public, max-age=31536000, immutable',
})

/** Swagger UI is large, and most servers are never asked for it: it is read when somebody does. */
async function read(file: string): Promise<KeptFile> {
  const plain = readFileSync(file)
  return keptFile(plain, await pack(plain, { level: 9 }), headersOf(file))
}

/** @throws StartupError when the page is not built */
export function serveDocsPage(app: NestExpressApplication): void {
  if (!existsSync(DOCUMENT))
    throw new StartupError(
      'The page of the API is not built: run `npm run build`, or start with SWAGGER=off.',
    )
  const assets = readdirSync(join(FOLDER, 'docs')).map((name) => `docs/${name}`)
  const paths = new Map([
    ['/docs', DOCUMENT],
    ['/theme.js', THEME],
    ...assets.map((name) => [`/${name}`, join(FOLDER, name)] as const),
  ])
  const kept = new Map<string, Promise<KeptFile>>()
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (!asksForFile(request)) return next()
    if (request.path === '/docs/') return response.redirect(308, '../docs')
    const file = paths.get(request.path)
    if (!file) return next()
    const answer = kept.get(file) ?? read(file)
    kept.set(file, answer)
    answer.then((known) => sendKept(known, request, response), next)
  })
}
