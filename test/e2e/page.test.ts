// How the page is served: at which addresses, under which policy, kept how long, and how large.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { Server, sharedServer } from '../support/server.js'

const BUILT = fileURLToPath(new URL('../../dist/page/', import.meta.url))
/** Bytes of all that `/` loads, compressed. */
const LIMIT = 120 * 1000

let server: Server

beforeAll(async () => {
  server = await sharedServer()
})

/** The addresses that a document loads, as the browser would. */
const loadedBy = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, at]) => at!)

/** What has the same name in every build. */
const NAMED = ['./theme.js', './manifest.webmanifest', './icon-192.png']
const isNamed = (path: string): boolean => NAMED.includes(path)

describe.each(['/', '/console'])('the page at %s', (path) => {
  it('is a document that is asked for anew each time, and answered 304 when it is the same', async () => {
    const answer = await fetch(server.url + path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    const again = await fetch(server.url + path, {
      headers: { 'if-none-match': answer.headers.get('etag')!, 'cache-control': 'max-age=0' },
    })
    expect(again.status).toBe(304)
    expect((await fetch(server.url + path, { method: 'HEAD' })).status).toBe(200)
  })

  it('allows itself nothing inline and nothing from elsewhere', async () => {
    const answer = await fetch(server.url + path)
    const policy = answer.headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    const html = await answer.text()
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/)
    expect(loadedBy(html).filter((each) => !each.startsWith('./assets/') && !isNamed(each))).toEqual([])
  })

  it('loads assets that never change under their names', async () => {
    const assets = loadedBy(await (await fetch(server.url + path)).text()).filter((each) => !isNamed(each))
    expect(assets.some((each) => each.endsWith('.js'))).toBe(true)
    for (const asset of assets) {
      expect(asset).toMatch(/-[\w-]{8}\.\w+$/)
      const answer = await fetch(new URL(asset, server.url + path))
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(answer.headers.get('content-encoding')).toBe('gzip')
      expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(0)
    }
  })
})

describe('the page', () => {
  it('is small: the chat with all that it loads is under 120 kB compressed', () => {
    const html = readFileSync(`${BUILT}index.html`, 'utf8')
    const files = [...loadedBy(html), 'index.html'].map((path) => readFileSync(join(BUILT, path)))
    const compressed = files.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0)
    expect(compressed).toBeGreaterThan(1000)
    expect(compressed).toBeLessThan(LIMIT)
  })

  it('names no other host, so that it can ask none', () => {
    // Namespaces, an address in the words of an error of socket.io-client, and a map that a press on a place leads to. The browser
    // tests see every request.
    const known =
      /^https?:\/\/(www\.w3\.org\/|www\.openstreetmap\.org\/|socket\.io\/docs\/|localhost|127\.0\.0\.1)/
    for (const name of readdirSync(`${BUILT}assets`)) {
      const text = readFileSync(`${BUILT}assets/${name}`, 'utf8')
      const addresses = [...text.matchAll(/https?:\/\/[\w.-]+\.[a-z]+[^\s"'`)]*/g)].map(
        ([address]) => address,
      )
      expect(
        addresses.filter((each) => !known.test(each)),
        name,
      ).toEqual([])
    }
  })

  it('is not there with PAGE=off', async () => {
    const bare = await Server.start({ env: { PAGE: 'off' } })
    for (const path of ['/', '/console', '/sw.js', '/manifest.webmanifest'])
      expect((await fetch(bare.url + path)).status).toBe(404)
    expect((await fetch(`${bare.url}/docs`)).status).toBe(200)
    await bare.stop()
  })

  it('has a script that runs before the first paint, a manifest and its pictures, asked for anew each time', async () => {
    const types = {
      '/theme.js': 'text/javascript; charset=utf-8',
      '/manifest.webmanifest': 'application/manifest+json; charset=utf-8',
      '/icon-maskable-512.png': 'image/png',
      '/favicon.ico': 'image/png',
    }
    for (const [path, type] of Object.entries(types)) {
      const answer = await fetch(server.url + path)
      expect(answer.status, path).toBe(200)
      expect(answer.headers.get('content-type')).toBe(type)
      expect(answer.headers.get('cache-control')).toBe('no-cache')
    }
  })

  it('has a service worker that knows its build, and may ask this server alone', async () => {
    const answer = await fetch(`${server.url}/sw.js`)
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; connect-src 'self';/)
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    const [, json = ''] = /^const BUILD = (.*)$/m.exec(await answer.text()) ?? []
    const { version, files } = JSON.parse(json) as { version: string; files: string[] }
    expect(version).toMatch(/^[\w-]{16}$/)
    expect(files).toContain('theme.js')
    for (const file of files) expect((await fetch(`${server.url}/${file}`)).status, file).toBe(200)
    const loaded = loadedBy(await (await fetch(server.url)).text())
    expect(loaded.filter((each) => !files.includes(each.slice(2)))).toEqual([])
  })

  it.each(['/', '/theme.js', '/sw.js'])(
    '%s is the same packed and plain, the first time as later',
    async (path) => {
      const ask = (encoding: string) => fetch(server.url + path, { headers: { 'accept-encoding': encoding } })
      const answers = await Promise.all(['gzip', 'identity', 'gzip', 'identity'].map(ask))
      expect(answers.map(({ headers }) => headers.get('content-encoding'))).toEqual([
        'gzip',
        null,
        'gzip',
        null,
      ])
      expect(new Set(answers.map(({ headers }) => headers.get('etag'))).size).toBe(1)
      expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1)
    },
  )

  it('leads from /console/ to /console', async () => {
    const answer = await fetch(`${server.url}/console/`, { redirect: 'manual' })
    expect(answer.status).toBe(308)
    expect(answer.headers.get('location')).toBe('../console')
  })

  it('leaves other methods and other addresses to the API', async () => {
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${server.url}/assets/nothing.js`)).status).toBe(404)
    expect((await fetch(`${server.url}/assets/..%2f..%2fmain.js`)).status).toBe(404)
  })
})
