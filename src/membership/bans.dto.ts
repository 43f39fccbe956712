// How somebody is kept out of a chatroom.
import { ApiPropertyOptional } from '@nestjs/swagger'
import { IsOptional } from 'class-validator'
import { HasLength } from '../common/lengths.js'
import { IsMoment } from '../common/moment.js'
import { badInText, HasNone } from '../common/text.js'

/** Characters of a reason, for a ban or a report. */
export const LONGEST_REASON = 500

export class CreateBanDto {
  /** Until when, a time to come; without it, for ever. */
  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2099-11-22T10:00:00.000Z',
  })
  @IsMoment()
  @IsOptional()
  until?: string

  /** For the owner and the admins. */
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: LONGEST_REASON,
    example: 'Spam',
  })
  @IsOptional()
  @HasNone(badInText)
  @HasLength(1, LONGEST_REASON)
  reason?: string
}
