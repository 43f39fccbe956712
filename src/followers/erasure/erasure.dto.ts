// What a client sends to be forgotten.
import { ApiPropertyOptional } from '@nestjs/swagger'
import { IsOptional } from 'class-validator'
import { HasLength } from '../../common/lengths.js'

export class EraseDto {
  /** Yours. Whoever signs in with an identity provider has none here, and leaves it out. */
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 128,
    example: 'correct horse battery',
  })
  @IsOptional()
  @HasLength(1, 128)
  password?: string
}
