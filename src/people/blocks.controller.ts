// The HTTP door of blocks.
import { Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common'
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger'
import { CurrentActor, type Actor } from '../auth/actor.js'
import { PageQuery } from '../common/paging.js'
import { ApiProblems } from '../common/problem.view.js'
import { USERNAME_PARAM, UsernamePipe } from '../common/username.pipe.js'
import { BlocksService } from './blocks.service.js'
import { UserPage } from './person.view.js'

@ApiTags('2. People')
@ApiBearerAuth()
@Controller('blocks')
export class BlocksController {
  constructor(private readonly blocks: BlocksService) {}

  @Put(':username')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Block somebody',
    description:
      'They are not told. They cannot open or use a direct chat with you, do not see whether you are online, cannot add you to rooms, and their mentions of you do not count. At most MAX_BLOCKS_PER_USER (10 000). Twice is the same as once.',
  })
  @ApiParam(USERNAME_PARAM)
  @ApiNoContentResponse({ description: 'They are blocked.' })
  @ApiProblems('validation_failed', 'unauthenticated', 'forbidden', 'user_not_found')
  block(@CurrentActor() actor: Actor, @Param('username', UsernamePipe) username: string): Promise<void> {
    return this.blocks.set(actor, username, true)
  }

  @Delete(':username')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take back a block', description: 'Twice is the same as once.' })
  @ApiParam(USERNAME_PARAM)
  @ApiNoContentResponse({ description: 'They are not blocked.' })
  @ApiProblems('validation_failed', 'unauthenticated', 'user_not_found')
  unblock(@CurrentActor() actor: Actor, @Param('username', UsernamePipe) username: string): Promise<void> {
    return this.blocks.set(actor, username, false)
  }

  @Get()
  @ApiOperation({ summary: 'List whom you have blocked', description: 'The latest first.' })
  @ApiOkResponse({ type: UserPage })
  @ApiProblems('validation_failed', 'unauthenticated')
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<UserPage> {
    return this.blocks.list(actor, page)
  }
}
