// What one chooses in a poll.
import { ApiProperty } from '@nestjs/swagger'
import { ArrayMaxSize, ArrayUnique, Equals, IsArray, IsInt, Max, Min } from 'class-validator'
import { ChangeDto } from './draft.dto.js'
import type { Kind } from './kind.js'
import { MOST_OPTIONS } from './poll.js'
import { ChangeView } from './said.view.js'

const LAST_OPTION = MOST_OPTIONS - 1

const OPTIONS = {
  type: 'array',
  items: { type: 'integer', format: 'int32', minimum: 0, maximum: LAST_OPTION, example: 1 },
  maxItems: MOST_OPTIONS,
  example: [1],
} as const

export class VoteDraftDto extends ChangeDto {
  @ApiProperty({ enum: ['vote'] })
  @Equals('vote')
  type: 'vote'

  /** Their places among the poll's options, counted from 0; instead of those that you chose before. `[]` takes your vote back. */
  @ApiProperty({ ...OPTIONS, uniqueItems: true })
  @ArrayUnique({ message: 'options must not name the same one twice' })
  @Max(LAST_OPTION, { each: true })
  @Min(0, { each: true })
  @IsInt({ each: true })
  @ArrayMaxSize(MOST_OPTIONS)
  @IsArray()
  options: number[]
}

export class VoteMessage extends ChangeView {
  @ApiProperty({ enum: ['vote'] })
  type: 'vote'

  /** In ascending order; none where the vote was taken back. */
  @ApiProperty(OPTIONS)
  options: number[]
}

export const vote: Kind<VoteDraftDto> = {
  type: 'vote',
  draft: VoteDraftDto,
  view: VoteMessage,
  action: 'react',
  title: 'Vote',
  summary: 'In a poll, until it closes: one option, or several where the poll allows that.',
  examples: {
    vote: {
      summary: 'vote (`target_seq`: the poll’s)',
      value: { type: 'vote', target_seq: 9, options: [1] },
    },
  },
  prepare({ options }) {
    const chosen = options.toSorted((a, b) => a - b)
    return { payload: { options: chosen }, same: chosen }
  },
}
