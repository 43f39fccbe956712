// What a backend says of the people whom it knows, and how it looks for them; and what is wrong with it.
import { ApiPropertyOptional } from '@nestjs/swagger'
import { IsBoolean, IsOptional } from 'class-validator'
import { HasLength } from '../../common/lengths.js'
import { IsWholeNumber, PageQuery } from '../../common/paging.js'
import { badInLine, HasNone } from '../../common/text.js'
import { AsGiven } from '../../common/validation.js'
import { UpdateMeDto } from '../../people/people.dto.js'

/** Seconds: a year, as SESSION_TTL is by default. */
const LONGEST_SESSION = 366 * 86_400

export class PutUserDto extends UpdateMeDto {
  /** By which you know them: 1–200 characters, somebody’s alone. `null` takes it away. */
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 200,
    example: 'customer-4711',
  })
  @AsGiven()
  @IsOptional()
  @HasNone(badInLine)
  @HasLength(1, 200)
  external_id?: string | null

  /** Whether they are a program, and everybody sees that they are. */
  @ApiPropertyOptional({ type: Boolean, nullable: true, example: false })
  @IsBoolean()
  @IsOptional()
  bot?: boolean
}

export class ListUsersQuery extends PageQuery {
  @ApiPropertyOptional({
    description: 'Whoever has this one: one person, or nobody.',
    type: String,
    examples: { all: { summary: 'Everybody', value: '' }, one: { value: 'customer-4711' } },
  })
  @IsOptional()
  @HasLength(1, 200)
  external_id?: string
}

export class IssueTokensDto {
  /** Seconds after which the session is over, however often it is refreshed; as long as others unless given. */
  @ApiPropertyOptional({
    type: 'integer',
    format: 'int32',
    nullable: true,
    minimum: 1,
    maximum: LONGEST_SESSION,
    example: 86_400,
  })
  @IsWholeNumber(1, LONGEST_SESSION)
  expires_in?: number
}
