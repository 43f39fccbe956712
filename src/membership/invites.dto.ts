// How an invite is made.
import { ApiPropertyOptional } from '@nestjs/swagger'
import { IsInt, IsOptional, Max, Min } from 'class-validator'

/** More than any room has members; and seconds of a year. */
const MOST_USES = 100_000
const LONGEST = 31_536_000

const COUNT = { type: 'integer', format: 'int32', nullable: true, minimum: 1 } as const

export class CreateInviteDto {
  /** How many it lets in; without it, any number. */
  @ApiPropertyOptional({ ...COUNT, maximum: MOST_USES, example: 10 })
  @Max(MOST_USES)
  @Min(1)
  @IsInt()
  @IsOptional()
  max_uses?: number

  /** Seconds; without it, it lets people in until it is revoked. */
  @ApiPropertyOptional({ ...COUNT, maximum: LONGEST, example: 86_400 })
  @Max(LONGEST)
  @Min(1)
  @IsInt()
  @IsOptional()
  expires_in?: number
}
