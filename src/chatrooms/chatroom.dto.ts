// What can be said about a chatroom: the bodies and queries of its routes.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { Transform } from 'class-transformer'
import { applyDecorators } from '@nestjs/common'
import { IsBoolean, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator'
import { IsAvatar } from '../attachments/is-avatar.js'
import { IsChatroomName } from '../common/chatroom-name.js'
import { IsJsonObject } from '../common/json-fields.js'
import { HasLength } from '../common/lengths.js'
import { PageQuery } from '../common/paging.js'
import { badInText, HasNone } from '../common/text.js'
import { IsDto } from '../common/validation.js'
import { VISIBILITIES, type RoomVisibility } from '../database/entities/index.js'
import { SettingsDto } from './settings.dto.js'

/** Most members that a room can be given. */
const MOST_MEMBERS = 100_000
const LONGEST_DESCRIPTION = 1000
/** Bytes of a room's metadata; from the wire contract. */
export const LARGEST_METADATA = 4096

const VISIBILITY = { enum: VISIBILITIES, enumName: 'Visibility', nullable: true } as const
const METADATA = { type: 'object', nullable: true, additionalProperties: true } as const

const IsMetadata = (): PropertyDecorator => applyDecorators(IsJsonObject(LARGEST_METADATA), IsOptional())

export class CreateChatroomDto {
  /** Letters and digits of any script, `_`, `-`, `.`; a letter or digit first. */
  @ApiProperty({ minLength: 1, maxLength: 100, example: 'whatsapp_chatroom2' })
  @Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFC') : value))
  @IsChatroomName()
  name: string

  /** How many it can hold, you included. */
  @ApiProperty({ type: 'integer', format: 'int32', minimum: 1, maximum: MOST_MEMBERS, example: 50 })
  @Max(MOST_MEMBERS)
  @Min(1)
  @IsInt()
  max_members: number

  /** What it is for: everybody sees it who sees the room. */
  @ApiPropertyOptional({
    nullable: true,
    maxLength: LONGEST_DESCRIPTION,
    example: 'Where the team has lunch',
  })
  @IsOptional()
  @HasNone(badInText)
  @HasLength(0, LONGEST_DESCRIPTION)
  description?: string

  /** `private`: the room is in nobody’s list, and for whoever is not in it there is none; people are added, or come by an invite. */
  @ApiPropertyOptional({ ...VISIBILITY, default: 'public', example: 'public' })
  @IsIn(VISIBILITIES)
  @IsOptional()
  visibility?: RoomVisibility

  /** What is left out is as by default. */
  @ApiPropertyOptional({ type: SettingsDto, nullable: true })
  @IsDto(SettingsDto)
  @IsOptional()
  settings?: SettingsDto

  /** Whatever your app wants to keep with the room: a JSON object of 4 kB at most. */
  @ApiPropertyOptional({ ...METADATA, example: { color: 'green' } })
  @IsMetadata()
  metadata?: Record<string, unknown>
}

export class UpdateChatroomDto {
  /** What the room is for; empty for nothing. */
  @ApiPropertyOptional({
    nullable: true,
    maxLength: LONGEST_DESCRIPTION,
    example: 'Where the team has dinner',
  })
  @IsOptional()
  @HasNone(badInText)
  @HasLength(0, LONGEST_DESCRIPTION)
  description?: string

  /** Never below the room's `member_count`. */
  @ApiPropertyOptional({
    type: 'integer',
    format: 'int32',
    nullable: true,
    minimum: 1,
    maximum: MOST_MEMBERS,
    example: 100,
  })
  @IsOptional()
  @Max(MOST_MEMBERS)
  @Min(1)
  @IsInt()
  max_members?: number

  @IsAvatar()
  avatar?: string | null

  /** As where a room is created; it can be changed at any time. */
  @ApiPropertyOptional({ ...VISIBILITY, example: 'private' })
  @IsIn(VISIBILITIES)
  @IsOptional()
  visibility?: RoomVisibility

  /** What is left out stays as it is. */
  @ApiPropertyOptional({ type: SettingsDto, nullable: true })
  @IsDto(SettingsDto)
  @IsOptional()
  settings?: SettingsDto

  /** Field by field: what is left out stays, `null` takes a field away. All together are 4 kB at most. */
  @ApiPropertyOptional({ ...METADATA, example: { color: null, season: 'summer' } })
  @IsMetadata()
  metadata?: Record<string, unknown>
}

export class ListChatroomsQuery extends PageQuery {
  /** Only rooms with this in their name, whatever the case of its letters; direct chats by the other one’s username. */
  @ApiPropertyOptional({ maxLength: 100, example: 'whatsapp' })
  @IsOptional()
  @HasLength(1, 100)
  q?: string

  /** Only rooms that you are a member of. */
  @ApiPropertyOptional({ type: Boolean, example: true })
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean({ message: 'mine must be true or false' })
  mine?: boolean
}
