// What a username is.
import { Matches } from 'class-validator'

// Without the `u` flag: with it, `i` would let the Kelvin sign pass for a k.
export const USERNAME_PATTERN = /^[a-z0-9_.-]{3,32}$/i

/** What those are called who have been erased: nobody else is. */
export const ERASED_USERNAME = 'deleted'

/** For the documents. */
export const USERNAME = {
  type: String,
  minLength: 3,
  maxLength: 32,
  pattern: '^[A-Za-z0-9_.-]{3,32}$',
  example: 'ann',
} as const

/** What it is, in words, for error messages. */
export const USERNAME_RULE = 'must be 3 to 32 letters a-z, digits, "_", "." or "-"'

/** A field that may be somebody's username; in capitals, too. */
export const IsUsername = (): PropertyDecorator =>
  Matches(USERNAME_PATTERN, { message: `username ${USERNAME_RULE}` })
