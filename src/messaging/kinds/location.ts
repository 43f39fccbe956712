// A place on the earth.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import { Equals, IsDefined, IsNotEmptyObject, IsOptional, ValidateBy, ValidateNested } from 'class-validator'
import { HasLength } from '../../common/lengths.js'
import { badInLine, HasNone } from '../../common/text.js'
import { SayDto } from './draft.dto.js'
import type { Kind } from './kind.js'
import { SaidView } from './said.view.js'

/** Characters. */
const LONGEST_NAME = 200

/** Degrees from `-limit` to `limit`. */
const IsDegrees = (limit: number) =>
  ValidateBy({
    name: 'isDegrees',
    validator: {
      validate: (value) => typeof value === 'number' && Math.abs(value) <= limit,
      defaultMessage: (args) => `${args?.property} must be a number from -${limit} to ${limit}`,
    },
  })

/** What a location is sent with, and shown with. */
abstract class Coordinates {
  /** Degrees north of the equator (WGS 84). */
  @ApiProperty({ type: 'number', format: 'double', minimum: -90, maximum: 90, example: 52.5163 })
  @IsDegrees(90)
  latitude: number

  /** Degrees east of Greenwich. */
  @ApiProperty({ type: 'number', format: 'double', minimum: -180, maximum: 180, example: 13.3777 })
  @IsDegrees(180)
  longitude: number
}

const NAME = { type: String, minLength: 1, maxLength: LONGEST_NAME, example: 'Brandenburger Tor' } as const

export class DraftLocationDto extends Coordinates {
  /** What people call it; one line. */
  @ApiPropertyOptional({ ...NAME, nullable: true })
  @HasNone(badInLine)
  @HasLength(1, LONGEST_NAME)
  @IsOptional()
  name?: string
}

export class LocationView extends Coordinates {
  /** What people call it. */
  @ApiPropertyOptional(NAME)
  name?: string
}

export class LocationDraftDto extends SayDto {
  @ApiProperty({ enum: ['location'] })
  @Equals('location')
  type: 'location'

  /** The place. */
  @ApiProperty({ type: DraftLocationDto })
  @ValidateNested()
  @IsNotEmptyObject({ nullable: false }, { message: 'location must be an object' })
  @IsDefined()
  @Type(() => DraftLocationDto)
  location: DraftLocationDto
}

export class LocationMessage extends SaidView {
  @ApiProperty({ enum: ['location'] })
  type: 'location'

  /** The place. */
  @ApiProperty({ type: LocationView })
  location: LocationView
}

export const location: Kind<LocationDraftDto> = {
  type: 'location',
  draft: LocationDraftDto,
  view: LocationMessage,
  action: 'send',
  title: 'Send a location',
  summary: 'A place by its coordinates, with or without a name.',
  examples: {
    location: {
      value: {
        type: 'location',
        location: { latitude: 52.5163, longitude: 13.3777, name: 'Brandenburger Tor' },
      },
    },
  },
  prepare({ location: { latitude, longitude, name } }) {
    // In one order, however they were sent.
    const place = { latitude, longitude, ...(name !== undefined && { name }) }
    return { payload: { location: place }, same: place }
  },
}
