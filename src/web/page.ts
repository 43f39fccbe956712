// Serves the built page: the chat at `/`, the console at `/console`, and their assets.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { NextFunction, Request, Response } from 'express'
import { PAGE_POLICY } from '../common/content-security.js'
import { StartupError } from '../config/startup-error.js'
import { asksForFile, keptFile, sendKept, type KeptFile } from './kept-file.js'

/** Where `npm run build` puts it: dist/page. */
const FOLDER = fileURLToPath(new URL('../page', import.meta.url))
const DOCUMENTS: Record<string, string> = { '/': 'index.html', '/console': 'console.html' }

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
}
const DOCUMENT_HEADERS = {
  ...HEADERS,
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': PAGE_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
}
/** Their names change with their content. */
const ASSET_HEADERS = { ...HEADERS, 'Cache-Control': 'public, max-age=31536000, immutable' }

function read(name: string, headers: Record<string, string>): KeptFile {
  const plain = readFileSync(join(FOLDER, name))
  const type = TYPES[extname(name)] ?? 'application/octet-stream'
  return keptFile(plain, gzipSync(plain, { level: 9 }), { ...headers, 'Content-Type': type })
}

/** All of it, by path: a few files that together are smaller than one picture. */
function readPage(): Map<string, KeptFile> {
  if (!existsSync(join(FOLDER, 'index.html')))
    throw new StartupError('The page is not built: run `npm run build`, or start with PAGE=off.')
  const files = new Map<string, KeptFile>()
  for (const [path, name] of Object.entries(DOCUMENTS)) files.set(path, read(name, DOCUMENT_HEADERS))
  for (const name of readdirSync(join(FOLDER, 'assets')))
    files.set(`/assets/${name}`, read(`assets/${name}`, ASSET_HEADERS))
  return files
}

/** @throws StartupError when the page is not built */
export function servePage(app: NestExpressApplication): void {
  const files = readPage()
  app.use((request: Request, response: Response, next: NextFunction) => {
    const file = files.get(request.path)
    if (!file || !asksForFile(request)) return next()
    sendKept(file, request, response)
  })
}
