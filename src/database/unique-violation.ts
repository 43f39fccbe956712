// Telling the one database error that is an answer: a name that is taken.
import { QueryFailedError } from 'typeorm'

/** PostgreSQL's SQLSTATE `unique_violation`. */
const UNIQUE_VIOLATION = '23505'

export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof QueryFailedError && (error.driverError as { code?: string }).code === UNIQUE_VIOLATION
