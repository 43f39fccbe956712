// The HTTP door to being forgotten.
import { Body, Controller, Delete, HttpCode, Ip } from '@nestjs/common'
import { ApiBearerAuth, ApiBody, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import { CurrentActor, type Actor } from '../../auth/actor.js'
import { ApiProblems } from '../../common/problem.view.js'
import { EraseDto } from './erasure.dto.js'
import { ErasureService } from './erasure.service.js'

@ApiTags('1. Identity')
@ApiBearerAuth()
@Controller('auth/me')
export class ErasureController {
  constructor(private readonly erasure: ErasureService) {}

  @Delete()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete your account',
    description:
      'For good, and nobody can bring it back. At once your sessions end, on every node, your profile is empty, and your username is free; whoever takes it inherits nothing. Within seconds, for very much within minutes, you leave every chatroom, everything that you have said is deleted as if by you, and your files, marks, stars, blocks, invites and requests are gone. Where somebody must still be named, it is `{ "id", "username": "deleted", "display_name": "Deleted account" }`. A wrong `password` is `validation_failed` and counts as a failed sign-in. Export first what you want to keep.',
  })
  @ApiBody({ type: EraseDto, examples: { password: { value: { password: 'correct horse battery' } } } })
  @ApiNoContentResponse({ description: 'You are forgotten' })
  @ApiProblems('validation_failed', 'unauthenticated', 'payload_too_large', 'unsupported_media_type')
  erase(@CurrentActor() actor: Actor, @Body() { password }: EraseDto, @Ip() address: string): Promise<void> {
    return this.erasure.eraseSelf(actor, password ?? undefined, address)
  }
}
