// Holds on to what everybody in the room should find.
import { ApiProperty } from '@nestjs/swagger'
import { Equals, IsBoolean } from 'class-validator'
import { ChangeDto } from './draft.dto.js'
import type { Kind } from './kind.js'
import { ChangeView } from './said.view.js'

export class PinDraftDto extends ChangeDto {
  @ApiProperty({ enum: ['pin'] })
  @Equals('pin')
  type: 'pin'

  /** `false` takes it down again. */
  @ApiProperty({ type: Boolean, example: true })
  @IsBoolean()
  pinned: boolean
}

export class PinMessage extends ChangeView {
  @ApiProperty({ enum: ['pin'] })
  type: 'pin'

  /** `false` where it was taken down. */
  @ApiProperty({ type: Boolean, example: true })
  pinned: boolean
}

export const pin: Kind<PinDraftDto> = {
  type: 'pin',
  draft: PinDraftDto,
  view: PinMessage,
  action: 'pin',
  title: 'Pin',
  summary: 'Up to 10 messages of a chatroom.',
  examples: {
    pin: { value: { type: 'pin', target_seq: 3, pinned: true } },
  },
  prepare: ({ pinned }) => ({ payload: { pinned }, same: pinned }),
}
