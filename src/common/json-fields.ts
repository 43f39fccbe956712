// Fields that hold JSON of the app's own: any names in them, null among the values, kept as they came.
import { getSchemaPath } from '@nestjs/swagger'
import { ValidateBy } from 'class-validator'
import { AsGiven } from './validation.js'

/** Any JSON but null, in the documents: no class stands for it. */
export const ANY_JSON = { $ref: getSchemaPath('AnyJson') }

/** Levels of objects and lists in each other: deeper than any document, and not too deep to be walked. */
const DEEPEST = 64

/** Why `value` is no JSON that can be kept; undefined if it is. */
function flawOf(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string')
    return value.includes('\0') || !value.isWellFormed()
      ? 'must be text without NUL or lone surrogates'
      : undefined
  if (typeof value === 'number')
    return isExact(value) ? undefined : 'has a number that JavaScript cannot hold: send it as text'
  if (value === null || typeof value === 'boolean') return undefined
  if (typeof value !== 'object' || ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return 'must be JSON'
  if (depth >= DEEPEST) return 'is nested too deeply'
  if (Array.isArray(value)) return firstFlaw(value, depth)
  return firstFlaw(Object.keys(value), depth) ?? firstFlaw(Object.values(value), depth)
}

function firstFlaw(values: unknown[], depth: number): string | undefined {
  for (const each of values) {
    const flaw = flawOf(each, depth + 1)
    if (flaw) return flaw
  }
  return undefined
}

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What is wrong with a field of JSON of `most` bytes at most; undefined if nothing is. */
function problemOf(value: unknown, most: number, objects: boolean): string | undefined {
  if (value === undefined || value === null || (objects && !isObject(value)))
    return objects ? 'must be a JSON object' : 'must be JSON, and not null'
  const flaw = flawOf(value)
  if (flaw) return flaw
  return Buffer.byteLength(JSON.stringify(value)) > most ? `must be JSON of ${most} bytes at most` : undefined
}

/** From here on JavaScript writes numbers with an exponent, and nobody counts with their last digits. */
const WITH_EXPONENT = 1e21

/** Whether it is still the number that was sent: in between, whole ones with all their digits may have been others. */
const isExact = (value: number): boolean =>
  Number.isFinite(value) && (Math.abs(value) <= Number.MAX_SAFE_INTEGER || Math.abs(value) >= WITH_EXPONENT)

const isJsonField = (most: number, objects: boolean): PropertyDecorator => {
  const checked = ValidateBy({
    name: 'isJson',
    validator: {
      validate: (value) => problemOf(value, most, objects) === undefined,
      defaultMessage: (args) => `${args?.property} ${problemOf(args?.value, most, objects)}`,
    },
  })
  return (target, property) => {
    checked(target, property)
    AsGiven({ exceptNull: true })(target, property)
  }
}

/** Any JSON. @param most bytes of it, written without spaces */
export const IsJson = (most: number): PropertyDecorator => isJsonField(most, false)

/** A JSON object. @param most bytes of it, written without spaces */
export const IsJsonObject = (most: number): PropertyDecorator => isJsonField(most, true)

/** What is equal for the same JSON, in whichever order its objects have their names, and for no other. */
export function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (!isObject(value)) return value
  const fields = Object.entries(value as object).map(([name, each]): [string, unknown] => [
    name,
    canonical(each),
  ])
  // As a list, for an object puts names that are numbers first, and takes `__proto__` for something else; inside of an
  // object, so that it is not the same as a list that somebody has sent.
  return { fields: fields.sort(([a], [b]) => (a < b ? -1 : 1)) }
}
