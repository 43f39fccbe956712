// The HTTP door to all that there is of oneself.
import { Controller, Get, Res } from '@nestjs/common'
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import type { Response } from 'express'
import { pour } from '../../attachments/download.js'
import { CurrentActor, type Actor } from '../../auth/actor.js'
import { LiveSessions } from '../../auth/live-sessions.js'
import { ApiProblems } from '../../common/problem.view.js'
import { ExportService } from './export.service.js'

const EXAMPLE = `{"type":"account","account":{"id":"6f1e3b0a-9a3b-4a57-8f5e-0a3c7d1b2c11","username":"ann","display_name":"Ann","about":"At lunch","…":"…"}}
{"type":"session","id":"0c6fd9d2-4a0e-4f5b-9c43-8f1f6f0f7b1a","created_at":"2026-11-22T10:00:00.000Z","last_seen_at":"2026-11-22T10:00:00.000Z","user_agent":"Mozilla/5.0 (X11; Linux x86_64)"}
{"type":"membership","chatroom":"lunch","kind":"group","role":"owner","joined_at":"2026-11-22T10:00:00.000Z","muted_until":null,"archived":false,"favourite":true}
{"type":"mark","chatroom":"lunch","read":42,"delivered":42,"unread":0,"unread_mentions":0}
{"type":"message","message":{"chatroom":"lunch","seq":42,"n":40,"type":"text","message":"Hello!","client_id":null,"sender":{"…":"…"},"created_at":"2026-11-22T10:00:00.000Z"}}
{"type":"wording","chatroom":"lunch","seq":42,"created_at":"2026-11-22T10:00:00.000Z","message":"Helo!"}
{"type":"star","chatroom":"lunch","seq":41}
{"type":"report","chatroom":"lunch","seq":40,"reason":"Spam","created_at":"2026-11-22T10:00:00.000Z"}
{"type":"block","user":{"id":"0c6fd9d2-4a0e-4f5b-9c43-8f1f6f0f7b1a","username":"eve","display_name":"Eve"},"created_at":"2026-11-22T10:00:00.000Z"}
`

@ApiTags('1. Identity')
@ApiBearerAuth()
@Controller('auth/me/export')
export class ExportController {
  constructor(
    private readonly exports: ExportService,
    private readonly sessions: LiveSessions,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Export all that there is of you',
    description:
      'A stream of JSON objects, one a line, each with a `type`: first your `account`, and each `session` that you are signed in with; of each chatroom that you are in a `membership` and a `mark`, and each `request` to be let in; each `message` that you have said, room by room and by `seq`, also in rooms that you have left, with your own words alone: of what you answered its `seq`, and nothing that others have added; of edited ones each earlier `wording`, some lines later; each `upload` that no message shows; then what you have given a `star`, each `report` of yours that is open, whom you `block`, and each browser that is woken up (`push_subscription`). Files are there by their address (`attachment.url`), for as long as they are. Not in it: reactions and votes of yours. Ignore types that you do not know. One at a time on a node: another one there meanwhile is `rate_limited`. With the end of your session the stream breaks off.',
  })
  @ApiOkResponse({
    description: 'NDJSON: a line for each thing',
    content: { 'application/x-ndjson': { schema: { type: 'string', format: 'binary' }, example: EXAMPLE } },
  })
  @ApiProblems('unauthenticated')
  async export(@CurrentActor() actor: Actor, @Res() response: Response): Promise<void> {
    const rest = this.exports.pieces(actor)
    // Until the first line has come, what is wrong can still be told as the error that it is.
    const first = await rest.next()
    response.status(200).set({
      'Content-Type': 'application/x-ndjson; charset=utf-8',
      'Content-Disposition': `attachment; filename="${actor.username}.ndjson"`,
      'Cache-Control': 'no-store',
    })
    // A whole export ends as an answer does; one that is broken off must not look like it.
    const stay = this.sessions.onEnd(actor.sessionId, () => response.destroy())
    await pour({ first, rest }, response).finally(stay)
  }
}
