// A room's `log` on the wire: an opaque word for this incarnation of its log, which a client only gives back.
import { applyDecorators } from '@nestjs/common'
import { IsOptional } from 'class-validator'
import { hasLength, HasLength } from './lengths.js'

const SHORTEST = 8
const LONGEST = 32

/** How a field of this kind is described; what the server makes is 14 to 29 characters long. */
export const LOG_WORD = { type: String, minLength: SHORTEST, maxLength: LONGEST } as const
export const LOG_EXAMPLE = '5f0c9d2e-41b7bb525a55b4d6f113'

/** Characters of a room's incarnation, with which its word begins; the rest is the history of the database. */
const INCARNATION = 13

/** Of a word that the server has made: which history of the database it is of. */
export const historyIn = (log: string): string => log.slice(INCARNATION)

/** Whether it may be one: the same check as the decorator's, for a fast path. */
export const isLogWord = (value: unknown): value is string =>
  typeof value === 'string' &&
  hasLength(value, SHORTEST, LONGEST) &&
  !value.includes('\0') &&
  value.isWellFormed()

/** On a field in which a client may give it back. */
export const IsLogWord = (): PropertyDecorator => applyDecorators(HasLength(SHORTEST, LONGEST), IsOptional())
