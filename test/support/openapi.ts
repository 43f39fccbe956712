// Holds real answers to the OpenAPI document of the server that gave them.
import { setTimeout as pause } from 'node:timers/promises'
import Ajv, { type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { awake } from './awake.js'
import type { Server } from './server.js'

interface Operation {
  tags?: string[]
  security?: Record<string, string[]>[]
  'x-scope'?: string
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema?: object }> }
  responses: Record<string, { content?: Record<string, { schema?: object }> } | undefined>
}

export interface OpenApi {
  openapi: string
  paths: Record<string, Record<string, Operation | undefined>>
  components: { schemas: Record<string, Record<string, unknown>> }
}

/** One emoji in its full form; as text, for the compiler takes no `v` flag. */
export const EMOJI = new RegExp('^\\p{RGI_Emoji}$', 'v')

const JSON_TYPE = 'application/json'

/** Documents by server address, and compiled ones by content: most servers of a file are alike, but for their address. */
const byServer = new Map<string, Promise<ApiDocument>>()
const byContent = new Map<string, ApiDocument>()

/** Milliseconds in which a node that was killed is back. */
const BACK_LIMIT = 20_000

export class ApiDocument {
  /** `METHOD /path/{template} status` of every answer checked against this document. */
  readonly seen = new Set<string>()
  private readonly ajv: Ajv.default
  private readonly routes: { template: string; pattern: RegExp }[]
  private readonly checks = new Map<string, ValidateFunction>()

  private constructor(readonly json: OpenApi) {
    this.ajv = new Ajv.default({ strict: false, allErrors: true })
    formats.default(this.ajv)
    // The format's own regular expression has no stack for 16 MiB.
    this.ajv.addFormat('byte', (text) => text.length % 4 === 0 && !/[^A-Za-z0-9+/=]/.test(text))
    this.ajv.addFormat('emoji', EMOJI)
    this.ajv.addSchema(closed(nullableReferences(json)), 'api')
    this.routes = Object.keys(json.paths)
      .map((template) => ({ template, pattern: new RegExp(`^${pattern(template)}$`) }))
      .toSorted((a, b) => Number(a.template.includes('{')) - Number(b.template.includes('{')))
  }

  /** The document of a server; fetched once. */
  static of(server: Pick<Server, 'url'>): Promise<ApiDocument> {
    const known = byServer.get(server.url)
    if (known) return known
    const fetched = ApiDocument.fetch(server.url)
    byServer.set(server.url, fetched)
    return fetched
  }

  private static async fetch(url: string): Promise<ApiDocument> {
    const [answer, text] = await ApiDocument.ask(url)
    if (!answer.ok) throw new Error(`GET /docs-json answered ${answer.status}: ${text}`)
    const key = text.replaceAll(url, '')
    const document = byContent.get(key) ?? new ApiDocument(JSON.parse(text) as OpenApi)
    byContent.set(key, document)
    return document
  }

  /** Of a node that was just killed, when it is back: what it answered is looked at after the answer. */
  private static async ask(url: string): Promise<[Response, string]> {
    for (const end = awake() + BACK_LIMIT; ; await pause(100)) {
      try {
        const answer = await fetch(`${url}/docs-json`)
        return [answer, await answer.text()]
      } catch (error) {
        if (awake() > end) throw error
      }
    }
  }

  /**
   * Throws unless the route and status are documented and the body is as documented, and the JSON that was sent, too, if it was
   * taken. No route may answer 500.
   */
  check(method: string, path: string, answer: Response, body: unknown, sent?: unknown): void {
    const where = `${method} ${path} → ${answer.status}`
    if (answer.status === 500) throw new Error(`${where}: ${JSON.stringify(body)}`)
    const { pathname } = new URL(path, 'http://server')
    const template = this.routes.find((route) => route.pattern.test(pathname))?.template
    const operation = template && this.json.paths[template]?.[method.toLowerCase()]
    if (!operation) throw new Error(`${where}: the OpenAPI document knows no such route`)
    const documented = operation.responses[answer.status]
    if (!documented) throw new Error(`${where}: status not documented; body ${JSON.stringify(body)}`)
    this.seen.add(`${method} ${template} ${answer.status}`)
    const at = ['paths', template, method.toLowerCase()]
    if (answer.ok && sent !== undefined)
      this.validate([...at, 'requestBody', 'content', JSON_TYPE, 'schema'], sent, `${where}, sent`)
    if (body === undefined || Buffer.isBuffer(body)) return
    const mime = (answer.headers.get('content-type') ?? '').split(';')[0] ?? ''
    if (!documented.content?.[mime]?.schema) throw new Error(`${where}: ${mime} is not documented`)
    this.validate([...at, 'responses', answer.status, 'content', mime, 'schema'], body, where)
  }

  private validate(steps: (string | number)[], body: unknown, where: string): void {
    const pointer = steps.map((step) => encodeURIComponent(escaped(String(step)))).join('/')
    const check = this.checks.get(pointer) ?? this.ajv.compile({ $ref: `api#/${pointer}` })
    this.checks.set(pointer, check)
    if (check(body)) return
    throw new Error(
      `${where}: not as documented: ${this.ajv.errorsText(check.errors)}\n${JSON.stringify(body)}`,
    )
  }
}

/** A path template as a regular expression. */
const pattern = (template: string): string =>
  template.replace(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replace(/\{[^}]+\}/g, '[^/]+')

/** A step of a JSON pointer. */
const escaped = (step: string): string => step.replace(/~/g, '~0').replace(/\//g, '~1')

/** The document in words that Ajv knows: a reference that may be `nullable` is to one of two. */
function nullableReferences<T>(part: T): T {
  if (typeof part !== 'object' || part === null) return part
  if (Array.isArray(part)) return part.map(nullableReferences) as T
  const entries = Object.entries(part).map(([key, each]) => [key, nullableReferences(each as unknown)])
  const { nullable, allOf, type: _, ...rest } = Object.fromEntries(entries) as Record<string, unknown>
  if (nullable && allOf) return { ...rest, anyOf: [...(allOf as object[]), { type: 'null' }] } as T
  return Object.fromEntries(entries) as T
}

/** The document with every plain object schema closed, so that an undocumented field fails too. */
function closed(document: OpenApi): OpenApi {
  const copy = structuredClone(document)
  for (const schema of Object.values(copy.components.schemas))
    if (schema['type'] === 'object' && schema['properties']) schema['additionalProperties'] ??= false
  return copy
}
