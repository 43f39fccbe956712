// What a client sends to register, sign in and refresh, and what is wrong with it.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { applyDecorators } from '@nestjs/common'
import { Transform } from 'class-transformer'
import { IsOptional, Matches } from 'class-validator'
import { HasLength } from '../common/lengths.js'
import { badInName, HasNone } from '../common/text.js'
import { IsUsername, USERNAME } from '../common/username.js'

/** Spaces and marks alone are not seen. */
const VISIBLE = /[^\p{Z}\p{C}\p{M}]/u

export const Trimmed = () => Transform(({ value }) => (typeof value === 'string' ? value.trim() : value))

/** 1–100 characters that others see. */
export const IsDisplayName = (): PropertyDecorator =>
  applyDecorators(
    IsOptional(),
    Trimmed(),
    HasNone(badInName),
    Matches(VISIBLE, { message: 'display_name must have something that can be seen' }),
    HasLength(1, 100),
  )

export const DISPLAY_NAME = {
  type: String,
  nullable: true,
  minLength: 1,
  maxLength: 100,
  example: 'Ann',
} as const

export class RegisterDto {
  /** 3–32 letters a–z, digits, `_`, `.` or `-`. Case makes no difference: it is stored in lower case. */
  @ApiProperty(USERNAME)
  @IsUsername()
  username: string

  /** 8–128 characters, any of them. */
  @ApiProperty({ type: String, minLength: 8, maxLength: 128, example: 'correct horse battery' })
  @HasLength(8, 128)
  password: string

  /** 1–100 characters: what others see. The username as you wrote it, unless given. */
  @ApiPropertyOptional(DISPLAY_NAME)
  @IsDisplayName()
  display_name?: string
}

// Looser than registration: a name or password that nobody can have is wrong (401), not malformed (400).
export class LoginDto {
  /** Case makes no difference. */
  @ApiProperty({ type: String, minLength: 1, maxLength: 128, example: 'ann' })
  @HasLength(1, 128)
  username: string

  @ApiProperty({ type: String, minLength: 1, maxLength: 128, example: 'correct horse battery' })
  @HasLength(1, 128)
  password: string
}

export class PasswordDto {
  @ApiProperty({ type: String, minLength: 1, maxLength: 128, example: 'correct horse battery' })
  @HasLength(1, 128)
  current_password: string

  /** 8–128 characters, any of them. */
  @ApiProperty({ type: String, minLength: 8, maxLength: 128, example: 'correct horse battery staple' })
  @HasLength(8, 128)
  new_password: string
}

export class RefreshDto {
  /** The one that came last: each works once, and again for REFRESH_GRACE (10 s) in case the answer was lost. */
  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: 256,
    example:
      '0c6fd9d2-4a0e-4f5b-9c43-8f1f6f0f7b1a.Pm1hYv2xQ8rJ7bL4nS6dE0fGhIjKlMnOWm9yqk3T0cT.Wm9yqk3T0cT5m1hYv2xQ8rJ7bL4nS6dE0fGhIjKlMnO',
  })
  @HasLength(1, 256)
  refresh_token: string
}
