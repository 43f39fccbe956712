// What one feels about what was said, in one emoji.
import { ApiProperty } from '@nestjs/swagger'
import { Equals } from 'class-validator'
import { IsEmojiOrNull, singleEmoji } from '../../common/emoji.js'
import { AsGiven } from '../../common/validation.js'
import { ChangeDto } from './draft.dto.js'
import type { Kind } from './kind.js'
import { ChangeView } from './said.view.js'

const EMOJI = { type: String, format: 'emoji', nullable: true, example: '👍' } as const

export class ReactionDraftDto extends ChangeDto {
  @ApiProperty({ enum: ['reaction'] })
  @Equals('reaction')
  type: 'reaction'

  /** Exactly one emoji: it replaces the one that you gave before. `null` takes it back. */
  @ApiProperty(EMOJI)
  @IsEmojiOrNull()
  @AsGiven()
  emoji: string | null
}

export class ReactionMessage extends ChangeView {
  @ApiProperty({ enum: ['reaction'] })
  type: 'reaction'

  /** In its one full form, such as `❤️` with its U+FE0F; `null` where it was taken back. */
  @ApiProperty(EMOJI)
  emoji: string | null
}

export const reaction: Kind<ReactionDraftDto> = {
  type: 'reaction',
  draft: ReactionDraftDto,
  view: ReactionMessage,
  action: 'react',
  title: 'React',
  summary: 'Everybody has one reaction to each message.',
  examples: {
    reaction: { value: { type: 'reaction', target_seq: 3, emoji: '👍' } },
  },
  prepare({ emoji }) {
    const one = emoji === null ? null : singleEmoji(emoji)!
    return { payload: { emoji: one }, same: one }
  },
}
