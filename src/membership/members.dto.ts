// What can be asked of the members of a chatroom, and of one of them.
import { ApiPropertyOptional } from '@nestjs/swagger'
import { IsIn, IsOptional } from 'class-validator'
import { HasLength } from '../common/lengths.js'
import { IsMomentOrNull } from '../common/moment.js'
import { PageQuery } from '../common/paging.js'
import { AsGiven } from '../common/validation.js'
import { ROLES, type Role } from '../database/entities/index.js'

export class ListMembersQuery extends PageQuery {
  /** How their username begins, or any word of their display name; whatever the case of the letters, and the accents on them. */
  @ApiPropertyOptional({ type: String, minLength: 1, maxLength: 100, example: 'be' })
  @IsOptional()
  @HasLength(1, 100)
  q?: string
}

export class ChangeMemberDto {
  /** `owner` hands the room over to them: you are an admin then. */
  @ApiPropertyOptional({ enum: ROLES, enumName: 'Role', nullable: true, example: 'member' })
  @IsIn(ROLES, { message: `role must be one of ${ROLES.join(', ')}` })
  @IsOptional()
  role?: Role

  /** Until when they can say nothing, a far time for always; null ends it. Only members can be silenced. */
  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2099-11-22T10:00:00.000Z',
  })
  @AsGiven()
  @IsMomentOrNull()
  muted_until?: string | null
}
