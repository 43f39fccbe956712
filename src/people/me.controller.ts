// The HTTP door to oneself: who am I, and what others see of me.
import { Body, Controller, Get, Patch } from '@nestjs/common'
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import { CurrentActor, type Actor } from '../auth/actor.js'
import { ApiProblems } from '../common/problem.view.js'
import { UPLOAD_EXAMPLE } from '../room-log/attachment.view.js'
import { MeView } from './me.view.js'
import { UpdateMeDto } from './people.dto.js'
import { Profiles } from './profiles.js'

@ApiTags('1. Identity')
@ApiBearerAuth()
@Controller('auth/me')
export class MeController {
  constructor(private readonly profiles: Profiles) {}

  @Get()
  @ApiOperation({ summary: 'Who am I', description: 'The user whom the access token stands for.' })
  @ApiOkResponse({ type: MeView, description: 'You' })
  @ApiProblems('unauthenticated')
  me(@CurrentActor() actor: Actor): Promise<MeView> {
    return this.profiles.me(actor)
  }

  @Patch()
  @ApiOperation({
    summary: 'Change what others see of you',
    description:
      'What you leave out stays as it is. `avatar` is the `id` of a picture that you have uploaded, or `null` for none. Whoever hides a thing does not see others’ either.',
  })
  @ApiBody({
    type: UpdateMeDto,
    examples: {
      display_name: { value: { display_name: 'Ann', about: 'At lunch' } },
      avatar: { value: { avatar: UPLOAD_EXAMPLE } },
      privacy: { value: { privacy: { last_seen: 'shared_rooms', read_receipts: true } } },
    },
  })
  @ApiOkResponse({ type: MeView, description: 'You, as you are now' })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'attachment_not_found',
    'payload_too_large',
    'unsupported_media_type',
  )
  update(@CurrentActor() actor: Actor, @Body() body: UpdateMeDto): Promise<MeView> {
    return this.profiles.update(actor, body)
  }
}
