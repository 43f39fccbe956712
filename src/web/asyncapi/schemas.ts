// The OpenAPI document's schemas as an AsyncAPI document wants them, which is JSON Schema, and examples made of them.
import type { OpenAPIObject } from '@nestjs/swagger'

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
  items?: Schema
  allOf?: Schema[]
  oneOf?: Schema[]
  anyOf?: Schema[]
  [keyword: string]: unknown
}

export type Schemas = Record<string, Schema>

const START = '#/components/schemas/'

/** OpenAPI 3.0 has words of its own for what JSON Schema says otherwise: `nullable` and `example`. */
function toJsonSchema({ nullable, example, ...schema }: Schema): Schema {
  const all = (list: Schema[] | undefined) => list?.map(toJsonSchema)
  return JSON.parse(
    JSON.stringify({
      ...schema,
      type: nullable && schema.type !== undefined ? [schema.type, 'null'].flat() : schema.type,
      examples: example === undefined ? undefined : [example],
      properties:
        schema.properties &&
        Object.fromEntries(
          Object.entries(schema.properties).map(([name, each]) => [name, toJsonSchema(each)]),
        ),
      items: schema.items && toJsonSchema(schema.items),
      allOf: all(schema.allOf),
      oneOf: all(schema.oneOf),
      anyOf: all(schema.anyOf),
    }),
  ) as Schema
}

/** The names that a schema refers to. */
const named = (schema: Schema): string[] =>
  [...JSON.stringify(schema).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name!)

/** These schemas of the OpenAPI document and all that they refer to, as JSON Schema. */
export function schemasOf({ components }: OpenAPIObject, names: string[]): Schemas {
  const found: Schemas = {}
  const waiting = [...names]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found[name]) continue
    const schema = components?.schemas?.[name] as Schema | undefined
    if (!schema) throw new Error(`The OpenAPI document has no schema ${name}`)
    found[name] = toJsonSchema(schema)
    waiting.push(...named(schema))
  }
  return Object.fromEntries(Object.entries(found).toSorted(([a], [b]) => a.localeCompare(b)))
}

/** A value of a schema, made of the examples of its fields. */
export function exampleOf(schemas: Schemas, schema: Schema): unknown {
  const { $ref, examples, enum: values, allOf, oneOf, properties, items, type } = schema
  if (examples) return examples[0]
  if ($ref) return exampleOf(schemas, schemas[$ref.slice(START.length)]!)
  if (values) return values[0]
  const part = allOf?.[0] ?? oneOf?.[0]
  if (part) return exampleOf(schemas, part)
  if (items) return [exampleOf(schemas, items)]
  if (!properties)
    throw new Error(`No example for a schema of type ${String(type)}: ${JSON.stringify(schema)}`)
  return Object.fromEntries(
    Object.entries(properties).map(([name, each]) => [name, exampleOf(schemas, each)]),
  )
}

export const reference = (name: string): Schema => ({ $ref: START + name })
