// What an app says in a form of its own: JSON that this server keeps and does not read.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { Equals, IsOptional } from 'class-validator'
import { ANY_JSON, canonical, IsJson } from '../../common/json-fields.js'
import { HasLength } from '../../common/lengths.js'
import { SayDto } from './draft.dto.js'
import { LONGEST_MESSAGE, type Kind } from './kind.js'
import { SaidView } from './said.view.js'

/** Bytes of JSON; from the wire contract. */
export const LARGEST_CONTENT = 16_384

export class CustomDraftDto extends SayDto {
  @ApiProperty({ enum: ['custom'] })
  @Equals('custom')
  type: 'custom'

  /** JSON of your app, 16 kB at most; or an encrypted body, as text. */
  @ApiProperty({ allOf: [ANY_JSON] })
  @IsJson(LARGEST_CONTENT)
  content: unknown

  /** What to show where it is not understood. */
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: LONGEST_MESSAGE,
    example: 'Somebody has moved a pawn.',
  })
  @HasLength(1, LONGEST_MESSAGE)
  @IsOptional()
  message?: string
}

export class CustomMessage extends SaidView {
  @ApiProperty({ enum: ['custom'] })
  type: 'custom'

  /** As the sender gave it. */
  @ApiProperty({ allOf: [ANY_JSON] })
  content: unknown

  /** What to show where it is not understood. */
  @ApiPropertyOptional({ example: 'Somebody has moved a pawn.' })
  message?: string
}

export const custom: Kind<CustomDraftDto> = {
  type: 'custom',
  draft: CustomDraftDto,
  view: CustomMessage,
  action: 'send',
  title: 'Send what only your app understands',
  summary: 'Any JSON, kept as it is; with words for those who do not understand it.',
  examples: {
    custom: {
      value: { type: 'custom', content: { move: 'e2e4' }, message: 'Somebody has moved a pawn.' },
    },
  },
  prepare: ({ content, message }) => ({
    ...(message !== undefined && { message }),
    payload: { content },
    same: { message, content: canonical(content) },
  }),
}
