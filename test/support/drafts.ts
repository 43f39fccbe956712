// What can be sent to a room, read from the server's own document: its examples, and what is like them but for one field.
import { isDeepStrictEqual } from 'node:util'
import { ApiDocument } from './openapi.js'
import type { Server } from './server.js'

export interface Draft {
  type: string
  client_id?: string
  [field: string]: unknown
}

interface Schema {
  $ref?: string
  allOf?: Schema[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  nullable?: boolean
  type?: string
  format?: string
  enum?: unknown[]
  example?: unknown
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  items?: Schema
}

/** One field of a draft, as documented. */
interface Field {
  path: string[]
  schema: Schema
  required: boolean
}

/** A draft that is wrong in one field. */
export interface Wrong {
  /** Where and how. */
  why: string
  field: string
  body: unknown
}

type Fields = Record<string, unknown>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Fields whose value is nobody's content, and those that only a sound has. */
const ASIDE = ['type', 'client_id', 'log', 'if_last_seq', 'voice', 'duration', 'waveform']

/** Of these each kind needs one, which its schema cannot say. */
const ONE_OF: Record<string, string[]> = { edit: ['message', 'content'] }

/** Where a message stands that others refer to. */
export interface Place {
  chatroom: string
  seq: number
}

export class Drafts {
  private constructor(
    private readonly schemas: Record<string, Schema>,
    /** By its name in the document. */
    readonly examples: [name: string, draft: Draft][],
  ) {}

  static async of(server: Pick<Server, 'url'>): Promise<Drafts> {
    const { json } = await ApiDocument.of(server)
    const body = json.paths['/send-message/{chatroom_name}']!['post']!.requestBody!
    const { examples } = body.content['application/json'] as { examples: Record<string, { value: Draft }> }
    // An upload is somebody's own: nobody else can send it.
    const { upload: _, ...others } = examples
    const drafts = Object.entries(others).map(([name, { value }]): [string, Draft] => [name, value])
    return new Drafts(json.components.schemas, drafts)
  }

  /** Every `type` that can be sent. */
  get types(): unknown[] {
    return this.schemas['Draft']!.oneOf!.map((each) => this.resolved(each, {}).properties!['type']!.enum![0])
  }

  /** What has to be in a room before this can be sent: it refers to that by its place. */
  groundFor({ type }: Draft): Draft {
    const ground = type === 'vote' ? 'poll' : 'text'
    return this.examples.find(([name]) => name === ground)![1]
  }

  /** The same draft with one of its fields changed, added or left out: always other content. */
  others(draft: Draft): Draft[] {
    const others = this.fieldsOf(draft).flatMap(({ path, schema: given, required }) => {
      const value = at(draft, path)
      const schema = this.resolved(given, {})
      if (ASIDE.includes(path.at(-1)!)) return []
      if (value === undefined) return required ? [] : [changed(draft, path, this.valueOf(schema))]
      // An empty list is as good as none.
      if (Array.isArray(value) && value.length === 0) return []
      const values = [...otherValues(value, schema), ...(required ? [] : [undefined])]
      return values.map((each) => changed(draft, path, each))
    })
    const needed = ONE_OF[draft.type]
    return needed ? others.filter((other) => needed.some((name) => name in other)) : others
  }

  /** The same draft without a field that it must have, with a wrong value in one, or with one that nobody knows. */
  wrongs(draft: Draft): Wrong[] {
    const inFields = this.fieldsOf(draft).flatMap(({ path, schema, required }) => {
      const field = path.join('.')
      const nothing = schema.nullable ? [undefined] : [undefined, null]
      const values = [...(required ? nothing : []), ...this.wrongValues(schema)]
      return values.map((value) => ({
        why: `${field} ${value === undefined ? 'left out' : JSON.stringify(value)?.slice(0, 40)}`,
        field,
        body: changed(draft, path, value),
      }))
    })
    const objects = this.fieldsOf(draft).filter(
      ({ path, schema }) => isFields(at(draft, path)) && !isFree(this.resolved(schema, {})),
    )
    const unknown = [[], ...objects.map(({ path }) => path)].map((path) => {
      const field = [...path, 'nothing_known'].join('.')
      return { why: `${field} there`, field, body: changed(draft, [...path, 'nothing_known'], 1) }
    })
    return [...inFields, ...unknown]
  }

  /** A value that the schema allows. */
  private valueOf(given: Schema): unknown {
    const schema = this.resolved(given, {})
    if (schema.example !== undefined) return schema.example
    if (schema.items) return [this.valueOf(schema.items)]
    return schema.minimum
  }

  private wrongValues(given: Schema): unknown[] {
    const schema = this.resolved(given, {})
    const { type, format, enum: values, minLength, maxLength, minimum, maximum, minItems, maxItems } = schema
    if (schema.properties ?? schema.oneOf) return ['text', 1, [], [1], {}]
    if (values) return ['none of them', 1, {}]
    const bounds = [
      ...(maximum === undefined ? [] : [maximum + (type === 'integer' ? 1 : 0.001)]),
      ...(minimum === undefined ? [] : [minimum - (type === 'integer' ? 1 : 0.001)]),
    ]
    const lengths = [...(minLength ? [''] : []), ...(maxLength ? ['x'.repeat(maxLength + 1)] : [])]
    const wrong: Record<string, unknown[]> = {
      string: [1, true, [], {}, 'a\0b', '\ud800', ...lengths, ...(format ? ['!'] : [])],
      number: ['1', [], {}, true, ...bounds],
      integer: ['1', [], {}, true, 1.5, ...bounds],
      boolean: ['true', 1, [], {}],
      array: [
        'text',
        1,
        true,
        {},
        ...(minItems ? [[]] : []),
        ...(maxItems === undefined
          ? []
          : [Array(maxItems + 1).fill(schema.items && this.valueOf(schema.items))]),
      ],
      object: ['text', 1, true, [], [1]],
    }
    // What may be any JSON is never of the wrong type.
    if (!type && schema.example !== undefined) return []
    if (!type || !(type in wrong)) throw new Error(`What is wrong for ${JSON.stringify(given)}?`)
    return wrong[type]!
  }

  /** Every documented field of a draft, also of what is inside it. */
  private fieldsOf(value: Fields, schema = this.schemaOf(value as Draft), start: string[] = []): Field[] {
    const { properties = {}, required = [] } = this.resolved(schema, value)
    return Object.entries(properties).flatMap(([name, each]) => {
      const path = [...start, name]
      const inside = value[name]
      const own = { path, schema: each, required: required.includes(name) }
      const [first] = Array.isArray(inside) ? (inside as unknown[]) : []
      const { items } = this.resolved(each, {})
      if (isFields(first) && items) return [own, ...this.fieldsOf(first, items, [...path, '0'])]
      return [own, ...(isFields(inside) ? this.fieldsOf(inside, each, path) : [])]
    })
  }

  private schemaOf({ type }: Draft): Schema {
    const members = this.schemas['Draft']!.oneOf!.map((each) => this.resolved(each, {}))
    return members.find(({ properties }) => properties!['type']!.enum![0] === type)!
  }

  /** What a reference refers to; of several the one that has the fields of `value`. */
  private resolved(schema: Schema, value: Fields): Schema {
    const part = schema.$ref ? this.schemas[schema.$ref.split('/').at(-1)!] : schema.allOf?.[0]
    if (part) return this.resolved(part, value)
    const members = schema.oneOf?.map((each) => this.resolved(each, value))
    const names = Object.keys(value)
    const member =
      names.length > 0 && members?.find(({ properties = {} }) => names.every((name) => name in properties))
    return member || schema
  }
}

/** Formats of which another value is not made by a change in one place. */
const OTHER_OF_FORMAT: Record<string, unknown[]> = { byte: [], uuid: [], 'date-time': [], emoji: ['🎉'] }

/** Another value that the schema allows, if there is one; of documented objects the fields are changed instead. */
function otherValues(value: unknown, schema: Schema): unknown[] {
  const { enum: values, properties, oneOf, format = '', minimum, maxLength } = schema
  if (values) return values.filter((each) => each !== value).slice(0, 1)
  if (format in OTHER_OF_FORMAT) return OTHER_OF_FORMAT[format]!
  if (typeof value === 'string') return [value.length === maxLength ? value.slice(1) : `${value}x`]
  if (typeof value === 'number') return [value === minimum ? value + 1 : value - 1]
  if (typeof value === 'boolean') return [!value]
  if (!Array.isArray(value)) return isFields(value) && !properties && !oneOf ? [{ ...value, another: 1 }] : []
  return otherLists(value, schema)
}

function otherLists(value: unknown[], { minItems = 0, uniqueItems = false }: Schema): unknown[] {
  const lists = [value.toReversed(), value.slice(1), ...(uniqueItems ? [] : [[...value, value[0]]])]
  const others = lists.filter((each) => each.length >= minItems && !isDeepStrictEqual(each, value))
  return others.slice(0, 1)
}

/** Whether it is JSON of somebody else's: any value, or an object of any fields. */
const isFree = ({ type, properties, oneOf }: Schema): boolean =>
  !properties && !oneOf && (type === undefined || type === 'object')

/** The same draft, referring to what stands at a place. */
export const aimed = (draft: Draft, { chatroom, seq }: Place): Draft => ({
  ...draft,
  ...('target_seq' in draft && { target_seq: seq }),
  ...('reply_to' in draft && { reply_to: seq }),
  ...('forward' in draft && { forward: { chatroom, seq } }),
})

/** The same with its fields, also of what is inside it, in another order. */
export const reordered = <T>(value: T): T =>
  isFields(value)
    ? (Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([name, each]) => [name, reordered(each)]),
      ) as T)
    : value

const at = (value: unknown, path: string[]): unknown =>
  path.reduce(
    (inside, name) => (typeof inside === 'object' ? (inside as Fields | null)?.[name] : undefined),
    value,
  )

/** A copy with another value in one place; undefined takes it away. */
function changed<T extends Fields>(value: T, [name = '', ...rest]: string[], to: unknown): T {
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Fields
  if (rest.length > 0) copy[name] = changed(copy[name] as Fields, rest, to)
  else if (to === undefined) delete copy[name]
  else copy[name] = to
  return copy as T
}
