// The field `avatar` of a body: an upload that becomes somebody's picture.
import { applyDecorators } from '@nestjs/common'
import { ApiPropertyOptional } from '@nestjs/swagger'
import { IsOptional } from 'class-validator'
import { HasLength } from '../common/lengths.js'
import { AsGiven } from '../common/validation.js'
import { UPLOAD_EXAMPLE } from '../room-log/attachment.view.js'

/** The id of an attachment, or null; whether there is such an upload, and a picture, is asked with `Avatars.make`. */
export const IsAvatar = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      type: String,
      format: 'uuid',
      nullable: true,
      description:
        'The `id` of a picture that you have uploaded. A copy of it is made, of 256 × 256 pixels at the most, without anything but the pixels: the upload may go. `null` takes the picture away.',
      example: UPLOAD_EXAMPLE,
    }),
    AsGiven(),
    IsOptional(),
    HasLength(1, 100),
  )
