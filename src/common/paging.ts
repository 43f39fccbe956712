// How lists are cut into pages: a limit, and a cursor that only the server reads.
import { ApiPropertyOptional } from '@nestjs/swagger'
import { applyDecorators } from '@nestjs/common'
import { Transform } from 'class-transformer'
import { IsOptional, ValidateBy } from 'class-validator'
import { wrongField } from './errors.js'
import { HasLength } from './lengths.js'

/** Longer ones are not told apart by a JavaScript number. */
const DIGITS = /^\d{1,15}$/
const LARGEST = 10 ** 15 - 1

/** A whole number in a query, in digits (or, over Socket.IO, a number), to that number. */
export const IsGivenNumber = (min: number, max = LARGEST): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }) => (typeof value === 'string' && DIGITS.test(value) ? Number(value) : value)),
    ValidateBy({
      name: 'isWholeNumber',
      validator: {
        validate: (value) => Number.isSafeInteger(value) && value >= min && value <= max,
        defaultMessage: (args) =>
          args && Array.isArray(args.value)
            ? `${args.property} must be given once`
            : `${args?.property} must be a whole number from ${min} to ${max}, in digits`,
      },
    }),
  )

/** The same, or nothing. */
export const IsWholeNumber = (min: number, max = LARGEST): PropertyDecorator =>
  applyDecorators(IsOptional(), IsGivenNumber(min, max))

/** `limit` of every page. */
export const IsPageLimit = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      description: 'How many at most.',
      type: 'integer',
      format: 'int32',
      minimum: 1,
      maximum: 100,
      default: 50,
      example: 50,
    }),
    IsWholeNumber(1, 100),
  )

export class PageQuery {
  @IsPageLimit()
  limit: number = 50

  @ApiPropertyOptional({
    description: '`next_cursor` of the page before.',
    type: 'string',
    examples: { first: { summary: 'The first page', value: '' }, next: { value: 'NDI' } },
  })
  @IsOptional()
  @HasLength(1, 300)
  cursor?: string
}

/** The position after which the next page starts, as an opaque string. */
export const toCursor = (position: number | string): string =>
  Buffer.from(String(position)).toString('base64url')

/** @throws ChatError `validation_failed` for a cursor that did not come from us */
export const fromCursor = (cursor: string): number =>
  Number(partsOfCursor(cursor, /^(?:0|[1-9]\d{0,14})$/)[0])

/** Where a page of a list begins that goes by ids, the largest first: below this one. @throws ChatError as `fromCursor` */
export const before = (cursor: string | undefined): number =>
  cursor === undefined ? Number.MAX_SAFE_INTEGER : fromCursor(cursor)

/**
 * A position that has several parts.
 * @param pattern of the whole position
 * @param names of the field that has the cursor, and of what it was in the answer that it is from
 * @returns the position, and its parts: what the pattern's groups stand for
 * @throws ChatError `validation_failed` as above
 */
export function partsOfCursor(
  cursor: string,
  pattern: RegExp,
  [field, source] = ['cursor', 'next_cursor'],
): RegExpExecArray {
  const text = Buffer.from(cursor, 'base64url').toString()
  const parts = pattern.exec(text)
  if (parts && toCursor(text) === cursor) return parts
  throw wrongField(field, `${field} must be the ${source} of an earlier answer`)
}

/** Cuts `limit + 1` rows into a page and the cursor of the next. */
export function toPage<Row>(
  rows: Row[],
  limit: number,
  position: (row: Row) => number | string,
): { rows: Row[]; next_cursor: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next_cursor: rows.length > limit && last ? toCursor(position(last)) : null }
}

/** A place in a list that goes by time, the latest first: when something was, and the id that tells it from others of that moment. */
export const timedPlace = (at: Date, id: string): string => `${at.getTime()}.${id}`

/** Where a page of such a list begins: before which moment and, at that moment, which id. @throws ChatError as `fromCursor` */
export function inTime(cursor: string | undefined): [at: Date | 'infinity', id: string] {
  if (cursor === undefined) return ['infinity', LAST_ID]
  const [, at, id] = partsOfCursor(cursor, TIMED_PLACE)
  return [new Date(Number(at)), id!]
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
const TIMED_PLACE = /^(\d{1,14})\.([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/
