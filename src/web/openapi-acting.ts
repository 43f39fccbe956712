// What a server key is told at the routes of users: said of every operation in one place, for it is the guard that says it.
import type { OpenAPIObject } from '@nestjs/swagger'
import { ACTING_USER } from '../auth/server-keys.js'
import { ERRORS, type ErrorCode } from '../common/errors.js'
import { problemExample } from '../common/problem.view.js'

/** The part of an operation that is looked at here. */
interface Operation {
  security?: Record<string, string[]>[]
  responses: Record<string, Answer | undefined>
}

interface Answer {
  description: string
  content?: Record<string, { schema: object; examples: Record<string, { value: object }> }>
}

/** A key that may not act there is `forbidden`; one that acts for nobody, where it may, meets `user_not_found`. */
export function documentActing({ paths }: Pick<OpenAPIObject, 'paths'>): void {
  for (const path of Object.values(paths)) {
    for (const [method, operation] of Object.entries(path) as [string, Operation][]) {
      const ways = operation.security?.flatMap((way) => Object.keys(way)) ?? []
      if (!ways.includes('bearer')) continue
      add(operation, method, 'forbidden')
      if (ways.includes(ACTING_USER)) add(operation, method, 'user_not_found')
    }
  }
}

function add({ responses }: Operation, method: string, code: ErrorCode): void {
  const { status } = ERRORS[code]
  const { description = '', content } = responses[status] ?? {}
  if (description.includes(`\`${code}\``)) return
  const codes = description ? `${description}, \`${code}\`` : `\`${code}\``
  const problem = content?.['application/problem+json']
  const examples = { ...problem?.examples, [code]: { value: problemExample(code) } }
  const schema = { $ref: '#/components/schemas/Problem' }
  responses[status] = {
    description: codes,
    ...(method !== 'head' && { content: { 'application/problem+json': { schema, examples } } }),
  }
}
