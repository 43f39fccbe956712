// How what a client sent becomes a checked draft of some kind: the same for every door.
import { getSchemaPath } from '@nestjs/swagger'
import { wrongField } from '../../common/errors.js'
import { validated } from '../../common/validation.js'
import { KINDS } from './index.js'
import { isClientId, type DraftDto } from './draft.dto.js'
import type { Kind } from './kind.js'
import { plainText, text } from './text.js'

/** The union in the documents: no class stands for it. */
export const DRAFT = { $ref: getSchemaPath('Draft') }

const BY_TYPE: ReadonlyMap<unknown, Kind> = new Map(KINDS.map((kind) => [kind.type, kind]))

const fieldOf = (body: unknown, name: string): unknown =>
  (body as Record<string, unknown> | null | undefined)?.[name]

/** The kind that a body, which may be anything, says it is of. */
export const kindOf = (body: unknown): Kind | undefined => BY_TYPE.get(fieldOf(body, 'type'))

/**
 * A frame, an emit or a request body as a checked draft, and its kind.
 * @throws ChatError `validation_failed`
 */
export function parseDraft(body: unknown): { kind: Kind; draft: DraftDto } {
  const plain = plainText(body)
  if (plain) return { kind: text, draft: plain }
  const kind = kindOf(body)
  if (kind) return { kind, draft: validated(kind.draft, body) }
  const message = `type must be one of: ${KINDS.map(({ type }) => type).join(', ')}`
  throw wrongField('type', message)
}

/** The `client_id` of a body that may be anything, for what answers it. */
export function clientIdOf(body: unknown): string | undefined {
  const id = fieldOf(body, 'client_id')
  return isClientId(id) ? id : undefined
}
