// What people say of themselves, and how they look for others; and what is wrong with it.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import { IsBoolean, IsIn, IsObject, IsOptional, ValidateNested } from 'class-validator'
import { IsAvatar } from '../attachments/is-avatar.js'
import { DISPLAY_NAME, IsDisplayName, Trimmed } from '../auth/auth.dto.js'
import { HasLength } from '../common/lengths.js'
import { PageQuery } from '../common/paging.js'
import { badInText, HasNone } from '../common/text.js'
import { AUDIENCES, type Audience } from '../database/entities/index.js'

const AUDIENCE = { enum: AUDIENCES, enumName: 'Audience', nullable: true } as const

export class UpdatePrivacyDto {
  /** Who sees whether you are online, and when you last were; of whom you see it. */
  @ApiPropertyOptional({ ...AUDIENCE, example: 'shared_rooms' })
  @IsIn(AUDIENCES)
  @IsOptional()
  last_seen?: Audience

  /** Whether others see how far you have read, and you see it of others. */
  @ApiPropertyOptional({ type: Boolean, nullable: true, example: true })
  @IsBoolean()
  @IsOptional()
  read_receipts?: boolean

  /** Who may open a direct chat with you. */
  @ApiPropertyOptional({ ...AUDIENCE, example: 'everyone' })
  @IsIn(AUDIENCES)
  @IsOptional()
  direct?: Audience
}

export class UpdateMeDto {
  /** 1–100 characters: what others see. */
  @ApiPropertyOptional(DISPLAY_NAME)
  @IsDisplayName()
  display_name?: string

  /** What you say of yourself. */
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 300, example: 'At lunch' })
  @IsOptional()
  @HasNone(badInText)
  @HasLength(0, 300)
  about?: string

  @IsAvatar()
  avatar?: string | null

  /** What is left out of it stays as it is. */
  @ApiPropertyOptional({ type: UpdatePrivacyDto, nullable: true })
  @ValidateNested()
  // A list would pass as nothing that is changed, or as several that are not.
  @IsObject({ message: 'privacy must be an object' })
  @Type(() => UpdatePrivacyDto)
  @IsOptional()
  privacy?: UpdatePrivacyDto
}

export class FindPeopleQuery extends PageQuery {
  /** How their username begins, or any word of their display name; whatever the case of the letters, and the accents on them. */
  @ApiProperty({ type: String, minLength: 2, maxLength: 100, example: 'an' })
  @Trimmed()
  @HasLength(2, 100)
  q: string
}
