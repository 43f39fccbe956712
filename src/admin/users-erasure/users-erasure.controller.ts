// The HTTP door of somebody's backend to forgetting people.
import { Controller, Delete, HttpCode, Param } from '@nestjs/common'
import { ApiNoContentResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger'
import { CurrentKey } from '../../auth/actor.js'
import { ForServerKeys, type KeyHolder } from '../../auth/server-keys.js'
import { ApiProblems } from '../../common/problem.view.js'
import { USERNAME_PARAM, UsernamePipe } from '../../common/username.pipe.js'
import { ErasureService } from '../../followers/erasure/erasure.service.js'

@ApiTags('9. For your backend')
@ForServerKeys('users')
@Controller('admin/users')
export class UsersErasureController {
  constructor(private readonly erasure: ErasureService) {}

  @Delete(':username')
  @HttpCode(204)
  @ApiParam(USERNAME_PARAM)
  @ApiOperation({
    summary: 'Erase somebody',
    description:
      'For a server key with the scope `users`. As if they had deleted their account: see `DELETE /auth/me`. The event `user.erased` says that it was done.',
  })
  @ApiNoContentResponse({ description: 'They are forgotten' })
  @ApiProblems('validation_failed', 'unauthenticated', 'forbidden', 'user_not_found')
  erase(@CurrentKey() holder: KeyHolder, @Param('username', UsernamePipe) username: string): Promise<void> {
    return this.erasure.eraseNamed(username, holder)
  }
}
