// The HTTP door of the search.
import { Controller, Get, Query } from '@nestjs/common'
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import { CurrentActor, type Actor } from '../../auth/actor.js'
import { ActingScope } from '../../auth/server-keys.js'
import { ApiProblems } from '../../common/problem.view.js'
import { SearchQuery, SearchResults } from './search.dto.js'
import { SearchService } from './search.service.js'

@ApiTags('6. Messages')
@ActingScope('messages')
@ApiBearerAuth()
@Controller('search')
export class SearchController {
  constructor(private readonly search: SearchService) {}

  @Get()
  @ApiOperation({
    summary: 'Find messages',
    description:
      'In the rooms that you are in, what you may read there, newest first: by whole words and beginnings of words of its text, caption, file name or question, in any script; neither case nor accents make a difference. What was said is found within two seconds, an edited message by its new words. A page that had to look through very many messages may hold fewer than `limit`, or none, and still have a `next_cursor`.',
  })
  @ApiOkResponse({ type: SearchResults })
  @ApiProblems('validation_failed', 'unauthenticated', 'not_a_member', 'chatroom_not_found')
  find(@CurrentActor() actor: Actor, @Query() query: SearchQuery): Promise<SearchResults> {
    return this.search.find(actor, query)
  }
}
