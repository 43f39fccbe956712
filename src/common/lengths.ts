// How long a text is, and whether it is as long as it may be: counted once, the same for every field and every door.
import { ValidateBy } from 'class-validator'

/**
 * Unicode code points, as PostgreSQL and JSON Schema count characters; a `❤️` is two, a flag two, a family of three five.
 * What class-validator counts leaves out some that are not seen, without a bound.
 */
export function charactersIn(text: string): number {
  let count = text.length
  // Each pair of surrogates is one.
  for (let at = 0; at < text.length - 1; at++) if (text.codePointAt(at)! > 0xffff) count--
  return count
}

/** Whether `text` has from `min` to `max` characters. Code units are looked at one by one only where it matters. */
export function hasLength(text: string, min: number, max: number): boolean {
  const { length } = text
  if (length < min || length > 2 * max) return false
  if (length <= max && length >= 2 * min) return true
  const characters = charactersIn(text)
  return characters >= min && characters <= max
}

/** Text of `min` to `max` characters. @param options `each`: a list of such texts */
export const HasLength = (min: number, max: number, options?: { each: true }): PropertyDecorator => {
  const length = `text of ${min === 0 ? 'up' : min} to ${max} characters`
  return ValidateBy(
    {
      name: 'hasLength',
      validator: {
        validate: (value) => typeof value === 'string' && hasLength(value, min, max),
        defaultMessage: (args) => {
          if (options?.each) return `${args?.property} must be a list of ${length} each`
          return args && Array.isArray(args.value)
            ? `${args.property} must be given once, as text`
            : `${args?.property} must be ${length}`
        },
      },
    },
    options,
  )
}
