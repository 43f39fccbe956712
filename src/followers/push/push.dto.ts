// What a browser says of where it can be woken up, and what is wrong with it.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import { createECDH } from 'node:crypto'
import {
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  Validate,
  ValidateNested,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator'

/** Longer than those of any push service. */
const LONGEST_ENDPOINT = 2000
const LONGEST_KEY = 100

const ENDPOINT = {
  example: 'https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk',
  maxLength: LONGEST_ENDPOINT,
} as const

/** Bytes in either alphabet of base64, padded or not; undefined for anything else. */
const bytesOf = (text: unknown): Buffer | undefined =>
  typeof text === 'string' && text.length <= LONGEST_KEY && /^[\w+/-]+={0,2}$/.test(text)
    ? Buffer.from(text, 'base64')
    : undefined

/** A point of P-256 as it is, not compressed: that is what browsers give. */
function isPoint(bytes: Buffer): boolean {
  if (bytes.length !== 65 || bytes[0] !== 4) return false
  const own = createECDH('prime256v1')
  own.generateKeys()
  try {
    own.computeSecret(bytes)
    return true
  } catch {
    return false
  }
}

@ValidatorConstraint()
class IsPublicKey implements ValidatorConstraintInterface {
  validate(text: unknown): boolean {
    const bytes = bytesOf(text)
    return bytes !== undefined && isPoint(bytes)
  }

  defaultMessage(): string {
    return '$property must be a public key on P-256: 65 bytes in base64url'
  }
}

@ValidatorConstraint()
class IsAuthSecret implements ValidatorConstraintInterface {
  validate(text: unknown): boolean {
    return bytesOf(text)?.length === 16
  }

  defaultMessage(): string {
    return '$property must be 16 bytes in base64url'
  }
}

export class PushKeysDto {
  /** Its public key, to which what is pushed is encrypted. */
  @ApiProperty({
    type: String,
    maxLength: LONGEST_KEY,
    example: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  })
  @Validate(IsPublicKey)
  p256dh: string

  /** The secret that it shares with this server. */
  @ApiProperty({ type: String, maxLength: LONGEST_KEY, example: 'BTBZMqHH6r4Tts7J_aSIgg' })
  @Validate(IsAuthSecret)
  auth: string
}

/** As `JSON.stringify` writes a browser's PushSubscription. */
export class SubscribeDto {
  /** Where its push service takes what is for this browser. */
  @ApiProperty(ENDPOINT)
  @IsString()
  @MaxLength(LONGEST_ENDPOINT)
  endpoint: string

  /** Browsers say it; what is over is found out when it is pushed to. */
  @ApiPropertyOptional({ type: Number, nullable: true, example: null })
  @IsNumber()
  @IsOptional()
  expirationTime?: number | null

  @ApiProperty({ type: PushKeysDto })
  @ValidateNested()
  @IsObject({ message: 'keys must be an object' })
  @Type(() => PushKeysDto)
  keys: PushKeysDto
}

export class UnsubscribeDto {
  @ApiProperty(ENDPOINT)
  @IsString()
  @MaxLength(LONGEST_ENDPOINT)
  endpoint: string
}

export class PushKeyView {
  /** The public key of this server (VAPID, P-256, base64url): a browser's `applicationServerKey`. */
  @ApiProperty({
    example: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
  })
  key: string
}
