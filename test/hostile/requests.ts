// Requests made up from an OpenAPI document: most as it asks, many broken in one place, some nonsense.
import * as fc from 'fast-check'

export interface Schema {
  $ref?: string
  type?: string
  format?: string
  enum?: unknown[]
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  oneOf?: Schema[]
  anyOf?: Schema[]
  allOf?: Schema[]
  example?: unknown
}

interface Parameter {
  name: string
  in: string
  schema?: Schema
}

export interface Operation {
  parameters?: Parameter[]
  requestBody?: {
    content: Record<string, { schema?: Schema; examples?: Record<string, { value: unknown }> }>
  }
}

export interface Request {
  path: string
  headers: Record<string, string>
  body?: string
}

/** Text that has broken somebody's server before. */
const NASTY = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udfff\ud800',
  '\u202eevil',
  '\u200b',
  '\u3164',
  "'; DROP TABLE messages; --",
  "' OR '1'='1",
  '$1',
  '%',
  '%00',
  '_%_',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '{{7*7}}',
  '<script>alert(1)</script>',
  'null',
  'undefined',
  'NaN',
  '-1',
  '0',
  '1e999',
  '9007199254740993',
  '99999999999999999999999999',
  '2026-13-45T99:99:99Z',
  '00000000-0000-0000-0000-000000000000',
  'x'.repeat(5000),
  '😀'.repeat(300),
  'é'.normalize('NFD'),
]

/** Fields that refer to an entry: most of what is made up should be there. */
const PLACES = new Set(['target_seq', 'reply_to', 'seq', 'if_last_seq'])

const nasty = fc.constantFrom(...NASTY)
const anything = fc.oneof(
  nasty,
  fc.constantFrom<unknown>(null, true, false, -1, 0, 1.5, 2 ** 53, -(2 ** 63), 1e308, [], {}, [[]], [null]),
  fc.jsonValue({ maxDepth: 3 }),
  // Deeper than any body of ours.
  fc.integer({ min: 15, max: 3000 }).map((depth) => nested(depth)),
)

function nested(depth: number): unknown {
  let value: unknown = 'deep'
  for (let level = 0; level < depth; level++) value = { a: value }
  return value
}

export class Requests {
  /** @param schemas the document's `components.schemas` @param rooms names that exist */
  constructor(
    private readonly schemas: Record<string, Schema>,
    private readonly rooms: readonly string[],
  ) {}

  /** Requests to one operation. */
  of(template: string, operation: Operation): fc.Arbitrary<Request> {
    const parameters = operation.parameters ?? []
    const inPath = parameters.filter((each) => each.in === 'path')
    const inQuery = parameters.filter((each) => each.in === 'query')
    return fc
      .record({
        path: fc.record(Object.fromEntries(inPath.map((each) => [each.name, this.segment(each)]))),
        query: fc.record(Object.fromEntries(inQuery.map((each) => [each.name, this.queryValue(each)])), {
          requiredKeys: [],
        }),
        body: this.body(operation),
      })
      .map(({ path, query, body }) => {
        const filled = template.replace(/\{([^}]+)\}/g, (_, name: string) =>
          encoded((path as Record<string, string>)[name]!),
        )
        const search = Object.entries(query as Record<string, string>)
          .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
          .join('&')
        return { path: search ? `${filled}?${search}` : filled, ...body }
      })
  }

  private segment({ name, schema = {} }: Parameter): fc.Arbitrary<string> {
    const known = name === 'chatroom_name' ? fc.constantFrom(...this.rooms) : this.valid(schema).map(String)
    return (
      fc
        .oneof({ weight: 3, arbitrary: known }, nasty, fc.string({ minLength: 1, unit: 'binary' }))
        // An empty segment, or one that every client takes for a way up, is another address.
        .filter((text) => text !== '' && !/^(\.|%2e){1,2}$/i.test(text))
    )
  }

  private queryValue({ schema = {} }: Parameter): fc.Arbitrary<string> {
    return fc.oneof(this.valid(schema).map(String), nasty, fc.double().map(String), fc.bigInt().map(String))
  }

  private body({ requestBody }: Operation): fc.Arbitrary<Pick<Request, 'headers' | 'body'>> {
    const json = requestBody?.content['application/json']
    if (!json) return fc.constant({ headers: {} })
    const headers = { 'content-type': 'application/json' }
    const examples = Object.values(json.examples ?? {}).map(({ value }) => value)
    const valid = examples.length
      ? fc.oneof(this.valid(json.schema ?? {}), fc.constantFrom(...examples))
      : this.valid(json.schema ?? {})
    const text = fc.oneof(
      { weight: 3, arbitrary: valid.map((value) => JSON.stringify(value)) },
      { weight: 4, arbitrary: this.broken(valid).map((value) => JSON.stringify(value)) },
      anything.map((value) => JSON.stringify(value)),
      fc.constantFrom(
        '',
        '{',
        '[',
        '{"a":',
        '"',
        'nul',
        '{"__proto__":{"role":"owner"}}',
        '\ufeff{}',
        '{} {}',
      ),
      fc.string({ unit: 'binary' }),
    )
    const others = fc.constantFrom(
      'text/plain',
      'application/xml',
      'multipart/form-data',
      'application/json; x',
    )
    return fc.oneof(
      { weight: 9, arbitrary: text.map((body) => ({ headers, body })) },
      fc.tuple(text, others).map(([body, type]) => ({ headers: { 'content-type': type }, body })),
    )
  }

  /** A valid body with one field missing, replaced or too many. */
  private broken(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
    const extra = fc.constantFrom('role', 'owner', 'id', 'seq', 'sender', 'created_at', 'constructor', 'x')
    return fc
      .tuple(valid, fc.nat(), fc.constantFrom('drop', 'replace', 'add'), anything, extra)
      .map(([value, nth, how, other, name]) => {
        if (typeof value !== 'object' || value === null) return other
        const copy = { ...(value as Record<string, unknown>) }
        const keys = Object.keys(copy)
        const key = keys[nth % Math.max(1, keys.length)]
        if (how === 'add' || key === undefined) copy[name] = other
        else if (how === 'drop') delete copy[key]
        else copy[key] = other
        return copy
      })
  }

  /** What a schema asks for. */
  private valid(schema: Schema): fc.Arbitrary<unknown> {
    if (schema.$ref) return this.valid(this.schemas[schema.$ref.split('/').at(-1)!] ?? {})
    const alternatives = schema.oneOf ?? schema.anyOf ?? schema.allOf
    if (alternatives) return fc.oneof(...alternatives.map((each) => this.valid(each)))
    if (schema.enum) return fc.constantFrom(...schema.enum)
    if (schema.type === 'integer' || schema.type === 'number') {
      const { minimum = 0, maximum = 1000 } = schema
      return fc.integer({ min: minimum, max: Math.min(maximum, 2 ** 31 - 1) })
    }
    if (schema.type === 'boolean') return fc.boolean()
    if (schema.type === 'array') return fc.array(this.valid(schema.items ?? {}), { maxLength: 3 })
    if (schema.type === 'object' || schema.properties) return this.object(schema)
    return this.text(schema)
  }

  private object({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
    const fields = Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [
        name,
        PLACES.has(name) ? fc.oneof(fc.integer({ min: 1, max: 40 }), this.valid(schema)) : this.valid(schema),
      ]),
    )
    return fc.record(fields, { requiredKeys: required.filter((name) => name in fields) })
  }

  private text({ format, pattern, minLength = 0, maxLength = 60, example }: Schema): fc.Arbitrary<string> {
    const own = typeof example === 'string' ? [fc.constant(example)] : []
    if (format === 'uuid') return fc.oneof(fc.uuid(), ...own)
    const made = pattern
      ? fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' })
      : fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 60), unit: 'grapheme' })
    return fc.oneof(made, ...own)
  }
}

/** As an address carries it; halves of a character as the bytes that nobody may send. */
const encoded = (text: string): string =>
  text.isWellFormed() ? encodeURIComponent(text) : encodeURIComponent(text.toWellFormed()) + '%ED%A0%80'
