// Serves the built page: the chat at `/`, the console at `/console`, their assets, and what makes the chat an app that is installed.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { NextFunction, Request, Response } from 'express'
import { PAGE_POLICY, WORKER_POLICY } from '../common/content-security.js'
import type { Config } from '../config/config.js'
import { StartupError } from '../config/startup-error.js'
import { asksForFile, keptFile, sendKept, type KeptFile } from './kept-file.js'

/** Where `npm run build` puts it: dist/page. */
const FOLDER = fileURLToPath(new URL('../page', import.meta.url))
const DOCUMENTS: Record<string, string> = { '/': 'index.html', '/console': 'console.html' }
/** What browsers ask for by themselves, on any page of this host. */
const FAVICON = 'icon-192.png'
const WORKER = 'sw.js'
/** Bytes of a file that most people never need, such as a list of all emoji. */
const LARGE = 150_000

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
}

const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
}
/** Of what has the same name in every build: asked for anew, and answered 304 when it is the same. */
const NAMED_HEADERS = { ...HEADERS, 'Cache-Control': 'no-cache' }
const DOCUMENT_HEADERS = {
  ...NAMED_HEADERS,
  'Content-Security-Policy': PAGE_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  // Voice notes, and one's place. Each is asked for by the browser, too.
  'Permissions-Policy':
    'microphone=(self), geolocation=(self), camera=(), display-capture=(), payment=(), usb=()',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
}
/** Their names change with their content. */
const ASSET_HEADERS = { ...HEADERS, 'Cache-Control': 'public, max-age=31536000, immutable' }

const bytesOf = (name: string): Buffer => readFileSync(join(FOLDER, name))

function kept(name: string, bytes: Buffer, headers: Record<string, string>): KeptFile {
  const type = TYPES[extname(name)] ?? 'application/octet-stream'
  return keptFile(bytes, gzipSync(bytes, { level: 9 }), { ...headers, 'Content-Type': type })
}

/** A document as built, which learns what this server is set to. */
const documentOf = (name: string, { AUTH_LOCAL }: Config): Buffer =>
  AUTH_LOCAL
    ? bytesOf(name)
    : Buffer.from(
        bytesOf(name)
          .toString()
          .replace('name="registration" content="on"', 'name="registration" content="off"'),
      )

/**
 * The service worker, which is told what the page consists of: it keeps that for when there is no network. Another build is another
 * worker, by which browsers notice it.
 */
function workerOf(document: Buffer, files: readonly string[]): Buffer {
  const digest = createHash('sha256').update(document)
  for (const name of files) digest.update(`\0${name}\0`).update(bytesOf(name))
  const isLarge = (name: string): boolean => bytesOf(name).length > LARGE
  const build = {
    version: digest.digest('base64url').slice(0, 16),
    files: files.filter((name) => !isLarge(name)),
    // Kept once they are wanted.
    later: files.filter(isLarge),
  }
  return Buffer.from(`const BUILD = ${JSON.stringify(build)}\n${bytesOf(WORKER)}`)
}

/** All of it, by path: a few files that together are smaller than one picture. */
function readPage(config: Config): Map<string, KeptFile> {
  if (!existsSync(join(FOLDER, 'index.html')))
    throw new StartupError('The page is not built: run `npm run build`, or start with PAGE=off.')
  const files = new Map<string, KeptFile>()
  for (const [path, name] of Object.entries(DOCUMENTS))
    files.set(path, kept(name, documentOf(name, config), DOCUMENT_HEADERS))
  const assets = readdirSync(join(FOLDER, 'assets')).map((name) => `assets/${name}`)
  for (const name of assets) files.set(`/${name}`, kept(name, bytesOf(name), ASSET_HEADERS))
  const named = readdirSync(FOLDER).filter(
    (name) => /\.(?:js|png|webmanifest)$/.test(name) && name !== WORKER,
  )
  for (const name of named) files.set(`/${name}`, kept(name, bytesOf(name), NAMED_HEADERS))
  files.set('/favicon.ico', files.get(`/${FAVICON}`)!)
  const ofChat = [...named, ...assets.filter((name) => !name.startsWith('assets/console'))]
  const worker = workerOf(files.get('/')!.plain, ofChat)
  files.set(
    `/${WORKER}`,
    kept(WORKER, worker, { ...NAMED_HEADERS, 'Content-Security-Policy': WORKER_POLICY }),
  )
  return files
}

/** @throws StartupError when the page is not built */
export function servePage(app: NestExpressApplication, config: Config): void {
  const files = readPage(config)
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (!asksForFile(request)) return next()
    // Relative, since a proxy may have put it below a path.
    if (request.path === '/console/') return response.redirect(308, '../console')
    const file = files.get(request.path)
    if (!file) return next()
    sendKept(file, request, response)
  })
}
