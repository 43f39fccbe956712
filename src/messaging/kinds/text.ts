// A text.
import { ApiProperty } from '@nestjs/swagger'
import { Equals } from 'class-validator'
import { HasLength } from '../../common/lengths.js'
import { isLogWord } from '../../common/log-word.js'
import { isClientId, isSeq, isText, SayDto } from './draft.dto.js'
import { LONGEST_MESSAGE, type Kind } from './kind.js'
import { SaidView } from './said.view.js'

export class TextDraftDto extends SayDto {
  @ApiProperty({ enum: ['text'] })
  @Equals('text')
  type: 'text'

  @ApiProperty({ minLength: 1, maxLength: LONGEST_MESSAGE, example: 'Hello, this is a text message!' })
  @HasLength(1, LONGEST_MESSAGE)
  message: string
}

export class TextMessage extends SaidView {
  @ApiProperty({ enum: ['text'] })
  type: 'text'

  @ApiProperty({ example: 'Hello, this is a text message!' })
  message: string
}

export const text: Kind<TextDraftDto> = {
  type: 'text',
  draft: TextDraftDto,
  view: TextMessage,
  action: 'send',
  title: 'Say something',
  summary: 'A text. With a `client_id` a retry is safe for ever.',
  examples: {
    text: { value: { type: 'text', message: 'Hello, this is a text message!' } },
    retry: {
      summary: 'text that is safe to retry',
      value: { type: 'text', message: 'Hello, once and only once!', client_id: 'optional-1' },
    },
    reply: {
      summary: 'text that answers a message',
      value: { type: 'text', message: 'Hello to you, too!', reply_to: 3 },
    },
    mention: {
      summary: 'text that mentions everybody',
      value: { type: 'text', message: 'Lunch is ready!', mentions: ['@all'] },
    },
  },
  prepare: ({ message }) => ({ message, same: message }),
}

/**
 * `body`, if it is beyond doubt what TextDraftDto allows. Almost every message is, and class-validator takes longer for it
 * than all else that this process does to it; whatever is not, goes there and gets its errors from there.
 */
export function plainText(body: unknown): TextDraftDto | undefined {
  if (typeof body !== 'object' || body === null || Object.getPrototypeOf(body) !== Object.prototype)
    return undefined
  const { type, message, client_id, log, reply_to } = body as Record<string, unknown>
  const known =
    2 + Number(client_id !== undefined) + Number(log !== undefined) + Number(reply_to !== undefined)
  if (type !== 'text' || !isText(message, LONGEST_MESSAGE) || Object.keys(body).length !== known)
    return undefined
  const draft: TextDraftDto = { type, message }
  if (isClientId(client_id)) draft.client_id = client_id
  else if (client_id !== undefined && client_id !== null) return undefined
  if (isLogWord(log)) draft.log = log
  else if (log !== undefined && log !== null) return undefined
  if (isSeq(reply_to)) draft.reply_to = reply_to
  else if (reply_to !== undefined && reply_to !== null) return undefined
  return draft
}
