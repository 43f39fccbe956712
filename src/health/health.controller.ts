// Liveness and readiness, for whoever starts, stops and balances the nodes.
import { Controller, Get, HttpStatus, Res } from '@nestjs/common'
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger'
import type { Response } from 'express'
import { Public } from '../auth/auth.guard.js'
import { HealthView } from './health.view.js'
import { Readiness } from './readiness.js'

@ApiTags('10. Health')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @ApiOperation({
    summary: 'Is the process alive?',
    description: 'If not answered: restart it. Its dependencies are told, but do not count.',
  })
  @ApiOkResponse({ type: HealthView })
  async live(): Promise<HealthView> {
    return { ...(await this.readiness.check()), status: 'ok' }
  }

  @Get('ready')
  @ApiOperation({ summary: 'Can this node serve?', description: 'If not: send clients elsewhere.' })
  @ApiOkResponse({ type: HealthView })
  @ApiServiceUnavailableResponse({
    type: HealthView,
    description: 'The database is away, read-only or full, or the node is draining.',
  })
  async ready(@Res({ passthrough: true }) response: Response): Promise<HealthView> {
    const health = await this.readiness.check()
    response.status(health.status === 'ok' ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
    return health
  }
}
