// Which message, and whom, somebody asks about who looks for what became of it.
import { ApiProperty } from '@nestjs/swagger'
import { IsGivenNumber } from '../../common/paging.js'
import { HasLength } from '../../common/lengths.js'
import { IsUsername } from '../../common/username.js'

export class TraceQuery {
  @ApiProperty({
    description: 'A chatroom’s name.',
    type: String,
    minLength: 1,
    maxLength: 100,
    example: 'whatsapp_chatroom2',
  })
  @HasLength(1, 200)
  chatroom: string

  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, example: 2 })
  @IsGivenNumber(1)
  seq: number

  @ApiProperty({
    description: 'Case makes no difference.',
    type: String,
    minLength: 3,
    maxLength: 32,
    example: 'ann',
  })
  @IsUsername()
  username: string
}
