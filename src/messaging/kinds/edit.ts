// Other words for what one has said.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { Equals, ValidateIf } from 'class-validator'
import { ANY_JSON, canonical, IsJson } from '../../common/json-fields.js'
import { HasLength } from '../../common/lengths.js'
import { LARGEST_CONTENT } from './custom.js'
import { ChangeDto } from './draft.dto.js'
import { LONGEST_MESSAGE, type Kind } from './kind.js'
import { ChangeView } from './said.view.js'

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

export class EditDraftDto extends ChangeDto {
  @ApiProperty({ enum: ['edit'] })
  @Equals('edit')
  type: 'edit'

  /** The new text or caption. Of `custom` it may be left out, if there is new `content`. */
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: LONGEST_MESSAGE,
    example: 'Hello, corrected',
  })
  @HasLength(1, LONGEST_MESSAGE)
  @ValidateIf(({ message, content }: EditDraftDto) => isGiven(message) || !isGiven(content))
  message?: string

  /** Of `custom` only: its new content. */
  @ApiPropertyOptional({ allOf: [ANY_JSON] })
  @IsJson(LARGEST_CONTENT)
  @ValidateIf(({ content }: EditDraftDto) => isGiven(content))
  content?: unknown
}

export class EditMessage extends ChangeView {
  @ApiProperty({ enum: ['edit'] })
  type: 'edit'

  /** Its words, as long as no later edit has replaced them. */
  @ApiPropertyOptional({ example: 'Hello, corrected' })
  message?: string

  /** Of a `custom` message, likewise. */
  @ApiPropertyOptional({ allOf: [ANY_JSON] })
  content?: unknown
}

export const edit: Kind<EditDraftDto> = {
  type: 'edit',
  draft: EditDraftDto,
  view: EditMessage,
  action: 'edit',
  title: 'Edit',
  summary:
    'Other words for a text, a caption or a `custom` message of your own, within EDIT_WINDOW (15 minutes).',
  examples: {
    edit: { value: { type: 'edit', target_seq: 3, message: 'Hello, corrected' } },
  },
  prepare: ({ message, content }) => ({
    ...(message !== undefined && { message }),
    ...(content !== undefined && { payload: { content } }),
    same: { message, content: canonical(content) },
  }),
}
