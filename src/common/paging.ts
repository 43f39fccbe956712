// How lists are cut into pages: a limit, and a cursor that only the server reads.
import { ApiPropertyOptional } from '@nestjs/swagger'
import { Transform } from 'class-transformer'
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator'
import { ChatError } from './errors.js'

/** Query text to a number, and none to `fallback`; anything but digits stays as it is, for the checks to refuse. */
export const AsInteger = (fallback?: number) =>
  Transform(({ value }) => {
    if (value === '') return fallback
    return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  })

export class PageQuery {
  @ApiPropertyOptional({
    description: 'How many at most.',
    type: 'integer',
    format: 'int32',
    minimum: 1,
    maximum: 100,
    default: 50,
    example: 50,
  })
  @IsOptional()
  @AsInteger(50)
  @IsInt({ message: 'limit must be a whole number' })
  @Min(1)
  @Max(100)
  limit: number = 50

  @ApiPropertyOptional({
    description: '`next_cursor` of the page before.',
    type: 'string',
    examples: { first: { summary: 'The first page', value: '' }, next: { value: 'NDI' } },
  })
  @IsOptional()
  @Transform(({ value }) => (value === '' ? undefined : value))
  @IsString()
  cursor?: string
}

/** The position after which the next page starts, as an opaque string. */
export const toCursor = (position: number): string => Buffer.from(String(position)).toString('base64url')

/** @throws ChatError `validation_failed` for a cursor that did not come from us */
export function fromCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (/^\d{1,15}$/.test(text) && toCursor(Number(text)) === cursor) return Number(text)
  const message = 'cursor must be the next_cursor of an earlier answer'
  throw new ChatError('validation_failed', `${message}.`, { errors: [{ field: 'cursor', message }] })
}

/** Cuts `limit + 1` rows into a page and the cursor of the next. */
export function toPage<Row>(
  rows: Row[],
  limit: number,
  position: (row: Row) => number,
): { rows: Row[]; next_cursor: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next_cursor: rows.length > limit && last ? toCursor(position(last)) : null }
}
