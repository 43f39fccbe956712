// Serves the built page: the chat at `/`, the console at `/console`, their assets, and what makes the chat an app that is installed.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { NextFunction, Request, Response } from 'express'
import { PAGE_POLICY, WORKER_POLICY } from '../common/content-security.js'
import type { Config } from '../config/config.js'
import { StartupError } from '../config/startup-error.js'
import { asksForFile, keptFile, sendKept, type KeptFile } from './kept-file.js'
import { pack } from './served-documents.js'

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

/** A file that is packed when somebody first asks for it: a start waits for none of them. */
type Lazy = () => Promise<KeptFile>

function kept(name: string, bytes: () => Buffer, headers: Record<string, string>): Lazy {
  const type = TYPES[extname(name)] ?? 'application/octet-stream'
  const packed = async (): Promise<KeptFile> => {
    const plain = bytes()
    return keptFile(plain, await pack(plain, { level: 9 }), { ...headers, 'Content-Type': type })
  }
  let file: Promise<KeptFile> | undefined
  return () => (file ??= packed())
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
function workerOf(worker: Buffer, document: Buffer, files: ReadonlyMap<string, Buffer>): Buffer {
  const digest = createHash('sha256').update(document)
  for (const [name, bytes] of files) digest.update(`\0${name}\0`).update(bytes)
  const isLarge = (name: string): boolean => files.get(name)!.length > LARGE
  const names = [...files.keys()]
  const build = {
    version: digest.digest('base64url').slice(0, 16),
    files: names.filter((name) => !isLarge(name)),
    // Kept once they are wanted.
    later: names.filter(isLarge),
  }
  return Buffer.from(`const BUILD = ${JSON.stringify(build)}\n${worker}`)
}

/**
 * All of it, by path: a few files that together are smaller than one picture. Read now, so that they fit each other whatever is
 * built meanwhile.
 */
function readPage(config: Config): Map<string, Lazy> {
  if (!existsSync(join(FOLDER, 'index.html')))
    throw new StartupError('The page is not built: run `npm run build`, or start with PAGE=off.')
  const files = new Map<string, Lazy>()
  const read = (names: string[]) => new Map(names.map((name) => [name, bytesOf(name)]))
  const documents = new Map(
    Object.entries(DOCUMENTS).map(([path, name]) => [path, documentOf(name, config)] as const),
  )
  for (const [path, bytes] of documents)
    files.set(
      path,
      kept(DOCUMENTS[path]!, () => bytes, DOCUMENT_HEADERS),
    )
  const assets = read(readdirSync(join(FOLDER, 'assets')).map((name) => `assets/${name}`))
  for (const [name, bytes] of assets)
    files.set(
      `/${name}`,
      kept(name, () => bytes, ASSET_HEADERS),
    )
  const named = read(
    readdirSync(FOLDER).filter((name) => /\.(?:js|png|webmanifest)$/.test(name) && name !== WORKER),
  )
  for (const [name, bytes] of named)
    files.set(
      `/${name}`,
      kept(name, () => bytes, NAMED_HEADERS),
    )
  files.set('/favicon.ico', files.get(`/${FAVICON}`)!)
  const ofChat = [...named, ...[...assets].filter(([name]) => !name.startsWith('assets/console'))]
  const template = bytesOf(WORKER)
  const worker = () => workerOf(template, documents.get('/')!, new Map(ofChat))
  const headers = { ...NAMED_HEADERS, 'Content-Security-Policy': WORKER_POLICY }
  files.set(`/${WORKER}`, kept(WORKER, worker, headers))
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
    file().then((known) => sendKept(known, request, response), next)
  })
}
