// How errors are documented: the problem document's schema and the decorator that lists a route's error codes.
import { applyDecorators } from '@nestjs/common'
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiResponse, getSchemaPath } from '@nestjs/swagger'
import { ERRORS, type ErrorCode } from './errors.js'

export class FieldProblem {
  @ApiProperty({ example: 'max_members' })
  field: string

  @ApiProperty({ example: 'max_members must not be less than 1' })
  message: string
}

/** RFC 9457. */
export class Problem {
  @ApiProperty({ example: 'about:blank' })
  type: string

  @ApiProperty({ example: 'Not signed in' })
  title: string

  @ApiProperty({ type: 'integer', format: 'int32', example: 401 })
  status: number

  @ApiProperty({ example: 'Send Authorization: Bearer <access_token>.' })
  detail: string

  /** Stable: what a program decides by. */
  @ApiProperty({ enum: Object.keys(ERRORS), enumName: 'ErrorCode', example: 'unauthenticated' })
  code: ErrorCode

  /** Which fields are wrong; with `validation_failed`. */
  @ApiPropertyOptional({ type: [FieldProblem] })
  errors?: FieldProblem[]

  /** The answer's `X-Request-Id`, for a bug report. */
  @ApiProperty({ format: 'uuid', example: '0b1e8f3a-5a52-4f0e-9a2e-3c3f5d8f7a11' })
  request_id: string
}

/** A problem document as the documents show it. */
export function problemExample(code: ErrorCode): object {
  const { status, title } = ERRORS[code]
  const errors =
    code === 'validation_failed'
      ? { errors: [{ field: 'max_members', message: 'max_members must not be less than 1' }] }
      : {}
  return {
    type: 'about:blank',
    title,
    status,
    detail: `${title}.`,
    code,
    ...errors,
    request_id: '0b1e8f3a-5a52-4f0e-9a2e-3c3f5d8f7a11',
  }
}

/** By status, the codes that a route may answer with; every route may fail with the last three. */
function byStatus(codes: ErrorCode[]): { status: number; description: string; here: ErrorCode[] }[] {
  const all: ErrorCode[] = [...codes, 'rate_limited', 'internal', 'unavailable']
  return [...new Set(all.map((code) => ERRORS[code].status))].map((status) => {
    const here = all.filter((code) => ERRORS[code].status === status)
    return { status, here, description: here.map((code) => `\`${code}\``).join(', ') }
  })
}

/** Documents the error codes that a route may answer with, each with an example. */
export function ApiProblems(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  const responses = byStatus(codes).map(({ status, description, here }) => {
    const examples = Object.fromEntries(here.map((code) => [code, { value: problemExample(code) }]))
    const problem = { schema: { $ref: getSchemaPath(Problem) }, examples }
    return ApiResponse({ status, description, content: { 'application/problem+json': problem } })
  })
  return applyDecorators(ApiExtraModels(Problem), ...responses)
}

/** The same of a HEAD, whose answers have no body. */
export const ApiProblemStatuses = (...codes: ErrorCode[]): MethodDecorator & ClassDecorator =>
  applyDecorators(...byStatus(codes).map(({ status, description }) => ApiResponse({ status, description })))
