// The HTTP door to statistics.
import { Controller, Get } from '@nestjs/common'
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import { CurrentKey } from '../../auth/actor.js'
import { ForServerKeys, type KeyHolder } from '../../auth/server-keys.js'
import { ApiProblems } from '../../common/problem.view.js'
import { StatsService } from './stats.service.js'
import { StatsView } from './stats.view.js'

@ApiTags('9. For your backend')
@ForServerKeys('stats')
@Controller('admin/stats')
export class StatsController {
  constructor(private readonly stats: StatsService) {}

  @Get()
  @ApiOperation({
    summary: 'How much there is, and how busy it is',
    description:
      'Of all nodes: each is asked, and those that answer within a third of a second are counted. For numbers every few seconds, scrape `/metrics` of each node instead (METRICS_PORT).',
  })
  @ApiOkResponse({ type: StatsView })
  @ApiProblems('unauthenticated', 'forbidden')
  read(@CurrentKey() holder: KeyHolder): Promise<StatsView> {
    return this.stats.read(holder)
  }
}
