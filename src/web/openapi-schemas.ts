// What Nest's Swagger module cannot say of schemas, said of its document afterwards: unions, names as on the wire, closed bodies.
import type { OpenAPIObject } from '@nestjs/swagger'
import { EVENTS } from '../membership/events.view.js'
import { DRAFT_ATTACHMENTS } from '../messaging/kinds/attachment.js'
import { KINDS, SAID_VIEWS, VIEWS } from '../messaging/kinds/index.js'

/** The part of a schema that ours use, in OpenAPI's words and in JSON Schema's. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  nullable?: boolean
  description?: string
  example?: unknown
  examples?: unknown[]
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean
  items?: Schema
  allOf?: Schema[]
  oneOf?: Schema[]
  [keyword: string]: unknown
}

export type Schemas = Record<string, Schema>

type Class = abstract new () => object

const START = '#/components/schemas/'

export const reference = (name: string): Schema => ({ $ref: START + name })
export const nameOf = ({ $ref = '' }: Schema): string => $ref.slice(START.length)

/** A class is called for its part in the source, a schema for what it is on the wire: UserView is User there. */
export const nameOnTheWire = (className: string): string => className.replace(/(?:View|Dto)$/, '')

const byType = (entries: readonly { type: string; view: Class }[]) =>
  Object.fromEntries(entries.map(({ type, view }) => [type, view]))

/** No class can be one of several: the names of the unions, and their members by `type`, or as a list where none tells them apart. */
const UNIONS: Record<string, Record<string, Class> | Class[]> = {
  Message: byType([...VIEWS, ...EVENTS]),
  SaidMessage: byType(SAID_VIEWS),
  Draft: Object.fromEntries(KINDS.map(({ type, draft }) => [type, draft])),
  DraftAttachment: DRAFT_ATTACHMENTS,
}

/** What no class can be either. OpenAPI lets a schema without a type be anything. */
const ANYTHING: Schemas = {
  AnyJson: { description: 'Any JSON but null.', example: { move: 'e2e4' } },
  Position: {
    description: 'The last `seq` that you have of a room, or that with its `log`.',
    oneOf: [{ type: 'integer', format: 'int64', minimum: 0 }, reference('KnownRoom')],
  },
}

/** For Nest, which describes the classes that a route mentions, and these. */
export const UNITED: Class[] = Object.values(UNIONS).flatMap((members) => Object.values(members))

function union(members: Record<string, Class> | Class[]): Schema {
  const oneOf = Object.values(members).map(({ name }) => reference(name))
  if (Array.isArray(members)) return { oneOf }
  const mapping = Object.entries(members).map(([type, { name }]) => [type, START + name])
  return { oneOf, discriminator: { propertyName: 'type', mapping: Object.fromEntries(mapping) } }
}

/** The same document with every schema named as on the wire. */
function namedAsOnTheWire(document: OpenAPIObject): OpenAPIObject {
  const text = JSON.stringify(document).replace(/("#\/components\/schemas\/\w+?)(?:View|Dto)"/g, '$1"')
  const renamed = JSON.parse(text) as OpenAPIObject
  const named = Object.entries(renamed.components!.schemas!).map(
    ([name, schema]) => [nameOnTheWire(name), schema] as const,
  )
  const schemas = Object.fromEntries(named)
  if (Object.keys(schemas).length < named.length) throw new Error('Two schemas would have one name.')
  return { ...renamed, components: { ...renamed.components, schemas } }
}

/** The names of all schemas that a part of the document refers to, and those refer to. */
export function reached(schemas: Schemas, part: unknown): Set<string> {
  const names = new Set<string>()
  const visit = (each: unknown): void => {
    for (const [, name] of JSON.stringify(each).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
      if (names.has(name!)) continue
      if (!schemas[name!]) throw new Error(`The document has no schema ${name}`)
      names.add(name!)
      visit(schemas[name!])
    }
  }
  visit(part)
  return names
}

const schemasOf = ({ components }: OpenAPIObject) => components!.schemas as Schemas

/** Every body is checked field by field, and refused for one that nobody knows: its schemas say so. */
function closeBodies(document: OpenAPIObject): void {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path) as object[])
  const bodies = operations.map((operation) => ('requestBody' in operation ? operation.requestBody : {}))
  const schemas = schemasOf(document)
  for (const name of reached(schemas, bodies))
    if (schemas[name]!.properties) schemas[name]!.additionalProperties = false
}

/** OpenAPI 3.0 lets null be only beside a type: a reference that may be null has its schema's. */
function typeNullables(schemas: Schemas): void {
  for (const field of Object.values(schemas).flatMap(({ properties }) => Object.values(properties ?? {}))) {
    const [referred] = field.allOf ?? []
    if (field.nullable && referred) field.type ??= schemas[nameOf(referred)]!.type ?? 'object'
  }
}

/** Generators lose the `type` of a union that stands in an `allOf`: a field that is one refers to it, and says nothing else. */
function referToUnions(schemas: Schemas): void {
  for (const { properties = {} } of Object.values(schemas)) {
    for (const [name, { allOf, nullable }] of Object.entries(properties)) {
      if (allOf?.length === 1 && !nullable && schemas[nameOf(allOf[0]!)]?.['discriminator'])
        properties[name] = reference(nameOf(allOf[0]!))
    }
  }
}

/** The document that Nest made, with all that it cannot say. */
export function completed(document: OpenAPIObject): OpenAPIObject {
  const unions = Object.entries(UNIONS).map(([name, members]) => [name, union(members)] as const)
  const schemas = { ...document.components?.schemas, ...ANYTHING, ...Object.fromEntries(unions) }
  const whole = namedAsOnTheWire({ ...document, components: { ...document.components, schemas } })
  closeBodies(whole)
  typeNullables(schemasOf(whole))
  referToUnions(schemasOf(whole))
  return whole
}

/** Without the schemas that no route mentions: those are the sockets'. */
export function ofRoutes(document: OpenAPIObject): OpenAPIObject {
  const names = reached(schemasOf(document), document.paths)
  const schemas = Object.fromEntries(
    Object.entries(document.components!.schemas!).filter(([name]) => names.has(name)),
  )
  return { ...document, components: { ...document.components, schemas } }
}
