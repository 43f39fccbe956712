// Writes the types of the client from the documents of a running server: `node scripts/client-types.mjs http://localhost:3000`.
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

const HEAD = (path) =>
  `// Generated from ${path} by scripts/client-types.mjs: every type of the client is taken from here. Do not edit.\n`

/** What a client for people has no use for: refusals are ChatErrors, and these routes are for a backend. */
const isRefusal = (status) => Number(status) >= 400
const isOfABackend = (path) => /^\/(admin|health|metrics)\b/.test(path)

/** Unions are told apart by the literal types of their members already, and examples are for who reads. */
const SAYS_NO_TYPE = new Set(['discriminator', 'example', 'examples', 'security', 'tags'])

function needed(key, value) {
  const isField = value?.type !== undefined || value?.$ref !== undefined
  if (SAYS_NO_TYPE.has(key) && !isField) return undefined
  if (!value || typeof value !== 'object' || Array.isArray(value)) return value
  if (key === 'responses') return picked(value, (status) => !isRefusal(status))
  return key === 'paths' ? picked(value, (path) => !isOfABackend(path)) : value
}

const picked = (object, wanted) => Object.fromEntries(Object.entries(object).filter(([key]) => wanted(key)))

async function generated(path, document) {
  const plain = JSON.parse(JSON.stringify(document, needed))
  const types = astToString(await openapiTS(plain, { alphabetize: true, defaultNonNullable: false }))
  return HEAD(path) + types.replace(/^ *\w+\?: never;\n/gm, '')
}

/** What the server says on the inbox by plain WebSocket. */
const FRAMES = [
  'InboxReadyFrame',
  'SyncedFrame',
  'RoomFrame',
  'RoomGoneFrame',
  'GapFrame',
  'InboxAckFrame',
  'ErrorFrame',
].concat(['InboxMarkedFrame', 'MarksFrame', 'TypingFrame', 'PresenceFrame', 'RequestsFrame'])

/** Those of the schemas that are named, and all that they refer to. */
function reached(schemas, names) {
  const found = {}
  const visit = (name) => {
    if (found[name]) return
    found[name] = schemas[name]
    for (const [, next] of JSON.stringify(schemas[name]).matchAll(/"#\/components\/schemas\/(\w+)"/g))
      visit(next)
  }
  names.forEach(visit)
  return found
}

/** The files, by their names, that are made of an OpenAPI document and an AsyncAPI one. */
export const clientTypes = async (openApi, asyncApi) => ({
  'openapi.ts': await generated('/docs-json', openApi),
  // Its schemas are JSON Schemas, which those of OpenAPI 3.1 are, too.
  'asyncapi.ts': await generated('/docs/asyncapi.json', {
    openapi: '3.1.0',
    info: asyncApi.info,
    paths: {},
    components: { schemas: reached(asyncApi.components.schemas, FRAMES) },
  }),
})

const [, script, url] = process.argv
if (script === fileURLToPath(import.meta.url)) {
  const read = async (path) => (await fetch(url + path)).json()
  const files = await clientTypes(await read('/docs-json'), await read('/docs/asyncapi.json'))
  for (const [name, text] of Object.entries(files))
    await writeFile(fileURLToPath(new URL(`../client/src/types/${name}`, import.meta.url)), text)
}
