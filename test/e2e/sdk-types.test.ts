// The types of the client are what the documents of the server say: whoever changes a route changes them, or hears of it here.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { sharedServer } from '../support/server.js'

interface Script {
  clientTypes(openApi: unknown, asyncApi: unknown): Promise<Record<string, string>>
}

it('are made of the documents as they are now: `node scripts/client-types.mjs <url>`', async () => {
  const { url } = await sharedServer()
  const script = pathToFileURL(join('scripts', 'client-types.mjs')).href
  const { clientTypes } = (await import(script)) as Script
  const read = async (path: string): Promise<unknown> => (await fetch(url + path)).json()
  const files = await clientTypes(await read('/docs-json'), await read('/docs/asyncapi.json'))
  expect(Object.keys(files)).toEqual(['openapi.ts', 'asyncapi.ts'])
  for (const [name, text] of Object.entries(files))
    expect(text, name).toBe(await readFile(join('client', 'src', 'types', name), 'utf8'))
})
