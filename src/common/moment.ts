// Moments in bodies: ISO 8601 with the time zone, as clients of every language write them.
import { IsOptional, ValidateBy } from 'class-validator'

const MOMENT =
  /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** The moment that `text` names; undefined if it names none, such as the 30th of February, or one without a time zone. */
export function momentOf(text: string): Date | undefined {
  const [, year, month, day] = MOMENT.exec(text) ?? []
  if (!day) return undefined
  // JavaScript takes the 30th of February for the 2nd of March.
  const date = new Date(`${year}-${month}-${day}T00:00Z`)
  return date.getUTCDate() === Number(day) ? new Date(text) : undefined
}

/** A field that is such a moment. */
export const IsMoment = (): PropertyDecorator =>
  ValidateBy({
    name: 'isMoment',
    validator: {
      validate: (value) => typeof value === 'string' && momentOf(value) !== undefined,
      defaultMessage: (args) =>
        `${args?.property} must be a time such as 2026-11-22T10:00:00.000Z or 2026-11-22T12:00+02:00`,
    },
  })

/** The same, or null, which says something where the field is `AsGiven`: `IsOptional` takes it for what was left out. */
export function IsMomentOrNull(): PropertyDecorator {
  return (target, property) => {
    IsOptional()(target, property)
    IsMoment()(target, property)
  }
}
