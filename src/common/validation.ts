// Turns what a client sent into a checked DTO, the same way for every door.
import { applyDecorators } from '@nestjs/common'
import { plainToInstance } from 'class-transformer'
import { IsObject, validateSync, ValidateNested, type ValidationError } from 'class-validator'
import { ChatError, type FieldError } from './errors.js'

type Class<T extends object> = new () => T

/** Deeper bodies than any DTO has are refused before anything walks them recursively. */
const MAX_DEPTH = 16

/** More fields than any DTO has, or a longer name than any of theirs: refused unread, since checking them costs time. */
const MAX_FIELDS = 32
const MAX_FIELD_NAME = 64
/** Likewise longer lists than any field of ours takes. */
const MAX_ITEMS = 64

/** What every object has, such as `constructor` and `toString`: no field of ours, and code that copies objects trips over it. */
const isPrototypeKey = (key: string): boolean => key === 'prototype' || key in Object.prototype

const malformed = (field: string, message: string) =>
  new ChatError('validation_failed', `${field || 'The body'} ${message}.`, { errors: [{ field, message }] })

/** Refuses what PostgreSQL cannot store or JavaScript cannot hold: deep nesting, NUL, lone surrogates. */
function assertStorable(value: unknown, field = '', depth = 0): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed())
      throw malformed(field, 'must be text without NUL or lone surrogates')
  } else if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value)) {
    if (depth >= MAX_DEPTH) throw malformed(field.slice(0, MAX_FIELD_NAME), 'is nested too deeply')
    const keys = Object.keys(value)
    const [most, what] = Array.isArray(value) ? [MAX_ITEMS, 'items'] : [MAX_FIELDS, 'fields']
    if (keys.length > most) throw malformed(field, `must not have more than ${most} ${what}`)
    for (const key of keys) {
      const each = (value as Record<string, unknown>)[key]
      if (key.length > MAX_FIELD_NAME)
        throw malformed(field, `has a field with a name of ${key.length} characters`)
      if (isPrototypeKey(key)) throw malformed(field ? `${field}.${key}` : key, 'is not a field')
      assertStorable(key, field, depth + 1)
      assertStorable(each, field ? `${field}.${key}` : key, depth + 1)
    }
  }
}

/** class-validator's tree as a flat list with dotted paths. */
function flatten(errors: ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    // class-validator has no words for what it cannot look into, such as bytes where fields should be.
    if (!error.property)
      return [{ field: parent.slice(0, -1), message: `${parent.slice(0, -1)} must be an object` }]
    const field = parent + error.property
    const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }))
    return [...own, ...flatten(error.children ?? [], `${field}.`)]
  })
}

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value)

/**
 * The same without what is null, all the way down: for every field of ours that is the same as leaving it out, also for one of
 * another kind of message, since some clients write all that they know. `AsGiven` is for the exceptions.
 */
function withoutNulls(fields: Fields): Fields {
  const given = Object.entries(fields).filter(([, value]) => value !== null)
  return Object.fromEntries(given.map(([name, value]) => [name, withoutNullsIn(value)]))
}

/** In the objects of a list, too; what is null in the list itself is none of its fields. */
function withoutNullsIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNullsIn)
  return isFields(value) ? withoutNulls(value) : value
}

/** Of each class, the fields that `AsGiven` marks, and whether null is passed on, too. */
const GIVEN = new Map<object, Map<string, boolean>>()

/**
 * A field whose value is passed on untouched: JSON of somebody else's, or one in which null means something. Its own decorators
 * check it, whatever is in it.
 * @param options `exceptNull`: null is the same as leaving it out, as for every other field
 */
export const AsGiven =
  (options = { exceptNull: false }): PropertyDecorator =>
  (target, property) => {
    const fields = GIVEN.get(target) ?? new Map<string, boolean>()
    GIVEN.set(target, fields.set(property as string, !options.exceptNull))
  }

/** Of each class, the fields that are DTOs themselves. */
const NESTED = new Map<object, Map<string, Class<object>>>()

/** A field that is checked as a DTO of its own: `null` means in it what its own fields say. */
export const IsDto = (type: Class<object>): PropertyDecorator =>
  applyDecorators(
    AsGiven({ exceptNull: true }),
    ((target, property) => {
      const fields = NESTED.get(target) ?? new Map<string, Class<object>>()
      NESTED.set(target, fields.set(property as string, type))
    }) as PropertyDecorator,
    ValidateNested(),
    IsObject(),
  )

/** Such fields of `type` and what it extends. */
function fieldsIn<Value>(type: Class<object>, known: Map<object, Map<string, Value>>): [string, Value][] {
  const fields: [string, Value][] = []
  for (let each: object | null = type.prototype as object; each; each = Object.getPrototypeOf(each) as object)
    fields.push(...(known.get(each) ?? []))
  return fields
}

/** Two parts of a body: what is checked and copied field by field, and what is passed on as it is. */
function parted(plain: Fields, fields: [name: string, nullToo: boolean][]): [checked: Fields, given: Fields] {
  if (fields.length === 0) return [plain, {}]
  const checked = { ...plain }
  const given: Fields = {}
  for (const [name, nullToo] of fields.filter(([each]) => Object.hasOwn(plain, each))) {
    if (nullToo || plain[name] !== null) given[name] = plain[name]
    delete checked[name]
  }
  return [checked, given]
}

const withoutEmpty = (query: Fields): Fields =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''))

/** An instance of `type` with what is in `plain`. @param field what the whole is called @throws ChatError `validation_failed` */
function copied<T extends object>(type: Class<T>, plain: Fields, strict: boolean, field = ''): T {
  const [checked, given] = parted(plain, fieldsIn(type, GIVEN))
  assertStorable(checked, field)
  const instance = plainToInstance(type, strict ? withoutNulls(checked) : withoutEmpty(checked))
  for (const [name, nested] of fieldsIn(type, NESTED)) {
    const inside = given[name]
    if (isFields(inside)) given[name] = copied(nested, inside, strict, name)
  }
  return Object.assign(instance, given)
}

/**
 * Checks `plain` against the decorators of `type`.
 * @param options.strict refuse unknown fields (bodies); otherwise drop them, and what is empty (queries, frames' addresses)
 * @throws ChatError `validation_failed` with one entry per wrong field
 */
export function validated<T extends object>(type: Class<T>, plain: unknown, options = { strict: true }): T {
  if (!isFields(plain)) throw malformed('', 'must be a JSON object')
  const instance = copied(type, plain, options.strict)
  const errors = flatten(
    validateSync(instance, {
      whitelist: true,
      forbidNonWhitelisted: options.strict,
      forbidUnknownValues: true,
      stopAtFirstError: true,
    }),
  )
  if (errors.length === 0) return instance
  throw invalid(errors)
}

const invalid = (errors: FieldError[]) =>
  new ChatError('validation_failed', errors.map(({ message }) => message).join('; ') + '.', { errors })

/**
 * Checks the body of a request that takes none: an empty one, and fields that are null, are the same as nothing.
 * @throws ChatError `validation_failed` with one entry per field
 */
export function assertNoFields(plain: unknown): void {
  if (!isFields(plain)) throw malformed('', 'must be a JSON object')
  assertStorable(plain)
  const fields = Object.keys(withoutNulls(plain))
  if (fields.length > 0)
    throw invalid(fields.map((field) => ({ field, message: `property ${field} should not exist` })))
}
