// The HTTP door to attachments: uploads in, bytes out.
import { Controller, Get, Head, Inject, Param, Post, Req, Res } from '@nestjs/common'
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
  type ApiResponseOptions,
} from '@nestjs/swagger'
import type { Request, Response } from 'express'
import { CurrentActor, type Actor } from '../auth/actor.js'
import { ActingScope } from '../auth/server-keys.js'
import { ApiProblems, ApiProblemStatuses } from '../common/problem.view.js'
import { countedUpTo, tcpHolderOf } from '../common/tcp-holder.js'
import { CONFIG, type Config } from '../config/config.js'
import { ATTACHMENT_TYPES } from '../database/entities/index.js'
import { AttachmentView, UPLOAD_EXAMPLE, WAVEFORM_SCHEMA } from '../room-log/attachment.view.js'
import { AttachmentsService } from './attachments.service.js'
import { sendFile } from './download.js'
import { LONGEST_SECONDS } from './media/said.js'
import { receiveUpload } from './multipart.js'

/** Swagger UI sends what has an example: of a file nothing is known but the file. */
const { example: _, ...WAVEFORM } = WAVEFORM_SCHEMA

const UPLOAD_SCHEMA = {
  type: 'object',
  required: ['file'],
  additionalProperties: false,
  properties: {
    file: { type: 'string', format: 'binary', description: 'The file, with its name.' },
    type: {
      type: 'string',
      enum: [...ATTACHMENT_TYPES],
      description: 'How to show it. Without it, what the bytes say. `document` fits every file.',
    },
    voice: {
      type: 'string',
      enum: ['true', 'false'],
      description: 'A voice note: Opus in Ogg or WebM, AAC in MP4 or QuickTime, or MP3. Its type is `audio`.',
    },
    duration: {
      type: 'number',
      minimum: 0,
      maximum: LONGEST_SECONDS,
      description: 'Of a sound or a film: seconds, where you know them; else they are read from the file.',
    },
    waveform: {
      ...WAVEFORM,
      description:
        'Of a voice note: how loud it is from its beginning to its end, as a JSON list; else it is computed from Opus and MP3.',
    },
  },
}

const BYTES = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }

const ID_PARAM = {
  name: 'id',
  description: 'Of the file: from the answer to its upload, or from the message that it was sent with.',
  schema: { type: 'string', format: 'uuid', example: UPLOAD_EXAMPLE },
}

const RANGE_HEADER = {
  name: 'Range',
  required: false,
  schema: { type: 'string' as const },
  examples: { whole: { summary: 'The whole file', value: '' }, part: { value: 'bytes=0-1023' } },
  description: 'One range',
}

const header = (description: string, example: string) => ({
  description,
  schema: { type: 'string', example },
})

const DOWNLOAD_HEADERS: ApiResponseOptions['headers'] = {
  ETag: header(
    'The SHA-256 of the file',
    '"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"',
  ),
  'Accept-Ranges': header('Ranges are understood', 'bytes'),
  'Content-Disposition': header(
    '`inline` for pictures, sound and film',
    'inline; filename="example_video.mp4"',
  ),
}

@ApiTags('5. Attachments')
@ActingScope('messages')
@ApiBearerAuth()
@Controller('attachments')
export class AttachmentsController {
  constructor(
    private readonly attachments: AttachmentsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Upload a file',
    description:
      'Takes in one file, of any size up to the limit, to be sent by its `id` afterwards: `{ "type": "attachment", "attachment": { "id": "…" } }`. Until then only the uploader can read it.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: UPLOAD_SCHEMA })
  @ApiCreatedResponse({ type: AttachmentView, description: 'The file as it is kept' })
  @ApiProblems('validation_failed', 'unauthenticated', 'payload_too_large', 'unsupported_media_type')
  async upload(@CurrentActor() actor: Actor, @Req() request: Request): Promise<AttachmentView> {
    const holder = tcpHolderOf(request.socket)
    const { view } = await receiveUpload(request, this.config.MAX_ATTACHMENT_BYTES, (upload, bytes) =>
      this.attachments.receive(actor, upload, countedUpTo(this.attachments.gathers, bytes, holder)),
    )
    return view
  }

  // Before the GET, which would answer a HEAD, too.
  @Head(':id')
  @ApiOperation({
    summary: 'Ask about a file',
    description:
      'What a download would answer, without the bytes: whether it may be read, its type and its size.',
  })
  @ApiParam(ID_PARAM)
  @ApiOkResponse({ description: 'The file is there', headers: DOWNLOAD_HEADERS })
  @ApiResponse({ status: 304, description: 'The copy named by If-None-Match is the file' })
  @ApiProblemStatuses('validation_failed', 'unauthenticated', 'attachment_not_found')
  head(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.download(actor, id, request, response)
  }

  @Get(':id')
  @ApiOperation({
    summary: 'Download a file',
    description:
      'The bytes, for the uploader and the members of every chatroom that it was sent to. Understands single byte ranges, `If-Range`, `If-None-Match` and HEAD.',
  })
  @ApiParam(ID_PARAM)
  @ApiHeader(RANGE_HEADER)
  @ApiOkResponse({ description: 'The whole file', content: BYTES, headers: DOWNLOAD_HEADERS })
  @ApiResponse({ status: 206, description: 'The range', content: BYTES, headers: DOWNLOAD_HEADERS })
  @ApiResponse({ status: 304, description: 'The copy named by If-None-Match is the file' })
  @ApiProblems('validation_failed', 'unauthenticated', 'attachment_not_found', 'range_not_satisfiable')
  async download(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await sendFile(request, response, await this.attachments.open(actor, id))
  }

  @Head(':id/thumbnail')
  @ApiOperation({
    summary: 'Ask about a thumbnail',
    description: 'What its download would answer, without the bytes.',
  })
  @ApiParam(ID_PARAM)
  @ApiOkResponse({ description: 'There is one', headers: DOWNLOAD_HEADERS })
  @ApiResponse({ status: 304, description: 'The copy named by If-None-Match is the thumbnail' })
  @ApiProblemStatuses('validation_failed', 'unauthenticated', 'attachment_not_found')
  headThumbnail(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.thumbnail(actor, id, request, response)
  }

  @Get(':id/thumbnail')
  @ApiOperation({
    summary: 'Download the thumbnail of a picture',
    description:
      'WebP of 320 pixels a side at the most, turned as it is to be shown, without anything but the pixels: for whoever may read the picture. What has a thumbnail has a `thumbnail_url`. Understands what the download of a file understands.',
  })
  @ApiParam(ID_PARAM)
  @ApiHeader(RANGE_HEADER)
  @ApiOkResponse({ description: 'The whole thumbnail', content: BYTES, headers: DOWNLOAD_HEADERS })
  @ApiResponse({ status: 206, description: 'The range', content: BYTES, headers: DOWNLOAD_HEADERS })
  @ApiResponse({ status: 304, description: 'The copy named by If-None-Match is the thumbnail' })
  @ApiProblems('validation_failed', 'unauthenticated', 'attachment_not_found', 'range_not_satisfiable')
  async thumbnail(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await sendFile(request, response, await this.attachments.openThumbnail(actor, id))
  }
}
