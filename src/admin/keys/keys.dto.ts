// What ADMIN_KEY sends to make a server key, and what is wrong with it.
import { ApiProperty } from '@nestjs/swagger'
import { ArrayMinSize, ArrayUnique, IsArray, IsIn } from 'class-validator'
import { Trimmed } from '../../auth/auth.dto.js'
import { SCOPES, type Scope } from '../../auth/server-keys.js'
import { HasLength } from '../../common/lengths.js'
import { badInLine, HasNone } from '../../common/text.js'

export class CreateKeyDto {
  /** 1–100 characters: what you know it by. */
  @ApiProperty({ type: String, minLength: 1, maxLength: 100, example: 'Our web shop' })
  @Trimmed()
  @HasNone(badInLine)
  @HasLength(1, 100)
  name: string

  /** What it may do. */
  @ApiProperty({
    enum: SCOPES,
    enumName: 'Scope',
    isArray: true,
    minItems: 1,
    uniqueItems: true,
    example: ['users', 'messages'],
  })
  @IsIn(SCOPES, { each: true, message: `scopes must each be one of ${SCOPES.join(', ')}` })
  @ArrayUnique({ message: 'scopes must not name one twice' })
  @ArrayMinSize(1, { message: 'scopes must name one at least' })
  @IsArray({ message: 'scopes must be a list' })
  scopes: Scope[]
}
