// The HTTP door to the devices that one is signed in on.
import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common'
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger'
import { PageQuery } from '../common/paging.js'
import { ApiProblems } from '../common/problem.view.js'
import { CurrentActor, type Actor } from './actor.js'
import { NotStored } from './auth.controller.js'
import { DevicePage } from './device.view.js'
import { Devices } from './devices.js'

@ApiTags('1. Identity')
@ApiBearerAuth()
@Controller('auth/sessions')
export class DevicesController {
  constructor(private readonly devices: Devices) {}

  @Get()
  @NotStored()
  @ApiOperation({
    summary: 'List the devices that you are signed in on',
    description: 'Your live sessions, the latest sign-in first. Which device it is, is what its client says.',
  })
  @ApiOkResponse({ type: DevicePage })
  @ApiProblems('validation_failed', 'unauthenticated')
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<DevicePage> {
    return this.devices.list(actor, page)
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Sign out of one device',
    description:
      'Ends that session: its tokens and tickets stop working, and its live connections close with 4401, on every node, within a second.',
  })
  @ApiParam({
    name: 'id',
    description: 'Of the session.',
    schema: { type: 'string', format: 'uuid', example: '0c6fd9d2-4a0e-4f5b-9c43-8f1f6f0f7b1a' },
  })
  @ApiNoContentResponse({ description: 'The session has ended' })
  @ApiProblems('validation_failed', 'unauthenticated', 'not_found')
  end(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<void> {
    return this.devices.end(actor, id)
  }
}
