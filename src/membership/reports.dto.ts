// What is wrong with a message.
import { ApiProperty } from '@nestjs/swagger'
import { HasLength } from '../common/lengths.js'
import { badInText, HasNone } from '../common/text.js'
import { LONGEST_REASON } from './bans.dto.js'

export class CreateReportDto {
  /** What is wrong with it, in your words: for the owner and the admins. */
  @ApiProperty({ type: String, minLength: 1, maxLength: LONGEST_REASON, example: 'Spam' })
  @HasNone(badInText)
  @HasLength(1, LONGEST_REASON)
  reason: string
}
