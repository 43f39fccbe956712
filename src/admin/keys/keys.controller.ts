// The HTTP door to server keys, for ADMIN_KEY alone.
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger'
import { NotStored } from '../../auth/auth.controller.js'
import { ForServerKeys } from '../../auth/server-keys.js'
import { PageQuery } from '../../common/paging.js'
import { ApiProblems } from '../../common/problem.view.js'
import { NewServerKeyView, ServerKeyPage } from './key.view.js'
import { CreateKeyDto } from './keys.dto.js'
import { KeysService } from './keys.service.js'

@ApiTags('9. For your backend')
@ForServerKeys('keys')
@Controller('admin/keys')
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  @Post()
  @NotStored()
  @ApiOperation({
    summary: 'Make a server key',
    description:
      'Only with `ADMIN_KEY`. Give each of your programs one of its own, with the scopes that it needs. The key is in this answer alone; what is kept of it is a hash. At most MAX_SERVER_KEYS (100).',
  })
  @ApiCreatedResponse({ type: NewServerKeyView, description: 'The key, shown once' })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'forbidden',
    'payload_too_large',
    'unsupported_media_type',
  )
  create(@Body() body: CreateKeyDto): Promise<NewServerKeyView> {
    return this.keys.create(body)
  }

  @Get()
  @ApiOperation({ summary: 'List the server keys', description: 'Only with `ADMIN_KEY`. The latest first.' })
  @ApiOkResponse({ type: ServerKeyPage })
  @ApiProblems('validation_failed', 'unauthenticated', 'forbidden')
  list(@Query() page: PageQuery): Promise<ServerKeyPage> {
    return this.keys.list(page)
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a server key',
    description: 'Only with `ADMIN_KEY`. It is refused from now on, on every node.',
  })
  @ApiParam({
    name: 'id',
    description: 'Of the key.',
    schema: { type: 'string', format: 'uuid', example: '5b1f7f0e-2f0d-4c57-8f37-0a2a4f9f4d21' },
  })
  @ApiNoContentResponse({ description: 'It is nobody’s any more' })
  @ApiProblems('validation_failed', 'unauthenticated', 'forbidden', 'not_found')
  delete(@Param('id') id: string): Promise<void> {
    return this.keys.delete(id)
  }
}
