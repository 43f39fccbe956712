// The OpenAPI document's schemas as an AsyncAPI document wants them, which is JSON Schema, and examples made of them.
import type { OpenAPIObject } from '@nestjs/swagger'
import { nameOf, reached, reference, type Schema, type Schemas } from '../openapi-schemas.js'

/**
 * OpenAPI 3.0 has words of its own for what JSON Schema says otherwise: `nullable` and `example`. Its `discriminator` is left
 * out, for AsyncAPI's names schemas; each member of a union has a `type` of its own.
 */
function toJsonSchema({ nullable, example, ...schema }: Schema): Schema {
  const all = (list: Schema[] | undefined) => list?.map(toJsonSchema)
  const { type, properties, items, allOf, oneOf } = schema
  const nullableReference = nullable ? allOf : undefined
  return {
    ...schema,
    type: nullableReference ? undefined : nullable ? [type ?? [], 'null'].flat() : type,
    examples: example === undefined ? undefined : [example],
    properties: properties && mapped(properties, toJsonSchema),
    items: items && toJsonSchema(items),
    allOf: nullableReference ? undefined : all(allOf),
    oneOf: nullableReference ? [...nullableReference, { type: 'null' }] : all(oneOf),
    discriminator: undefined,
  }
}

const mapped = (schemas: Schemas, change: (schema: Schema) => Schema): Schemas =>
  Object.fromEntries(Object.entries(schemas).map(([name, each]) => [name, change(each)]))

/** Without what is undefined. */
const tidy = (schema: Schema): Schema => JSON.parse(JSON.stringify(schema)) as Schema

/** These schemas of the OpenAPI document and all that they refer to, as JSON Schema. */
export function schemasOf({ components }: OpenAPIObject, names: string[]): Schemas {
  const schemas = components!.schemas as Schemas
  const found = [...reached(schemas, names.map(reference))].toSorted((a, b) => a.localeCompare(b))
  return Object.fromEntries(found.map((name) => [name, tidy(toJsonSchema(schemas[name]!))]))
}

/** What an example can be made of. */
const EXEMPLARY = ['examples', '$ref', 'enum', 'allOf', 'oneOf', 'items', 'properties']

/** Whether an optional field is a mark such as `forwarded: true`: most have none of them. */
const isMark = ({ enum: values }: Schema): boolean => values?.length === 1 && values[0] === true

/** A value of a schema, made of the examples of its fields. */
export function exampleOf(schemas: Schemas, schema: Schema): unknown {
  const { $ref, examples, enum: values, allOf, oneOf, properties, items, type, required } = schema
  if (examples) return examples[0]
  if ($ref) return exampleOf(schemas, schemas[nameOf(schema)]!)
  if (values) return values[0]
  const part = allOf?.[0] ?? oneOf?.[0]
  if (part) return exampleOf(schemas, part)
  if (items) return [exampleOf(schemas, items)]
  if (!properties)
    throw new Error(`No example for a schema of type ${String(type)}: ${JSON.stringify(schema)}`)
  // What is optional and has none is rarely given.
  const shown = Object.entries(properties).filter(
    ([name, each]) =>
      required?.includes(name) || (!isMark(each) && EXEMPLARY.some((keyword) => keyword in each)),
  )
  return Object.fromEntries(shown.map(([name, each]) => [name, exampleOf(schemas, each)]))
}
