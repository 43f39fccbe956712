// What was said elsewhere, said again here: it is stored as what it was.
import { ApiProperty } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import { Equals, IsDefined, IsNotEmptyObject, ValidateNested } from 'class-validator'
import { IsExistingName } from '../../common/chatroom-name.js'
import { ChatError } from '../../common/errors.js'
import { IsSeq } from '../../common/seq.js'
import { SayDto } from './draft.dto.js'
import type { Kind, Source } from './kind.js'

export class DraftSourceDto {
  /** The `name` of the chatroom in which it was said; you are a member there. */
  @ApiProperty({ minLength: 1, maxLength: 100, example: 'whatsapp_chatroom2' })
  @IsExistingName()
  chatroom: string

  /** Its `seq` there. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, example: 2 })
  @IsSeq()
  seq: number
}

export class ForwardDraftDto extends SayDto {
  @ApiProperty({ enum: ['forward'] })
  @Equals('forward')
  type: 'forward'

  @ApiProperty({ type: DraftSourceDto })
  @ValidateNested()
  @IsNotEmptyObject({ nullable: false }, { message: 'forward must be an object' })
  @IsDefined()
  @Type(() => DraftSourceDto)
  forward: DraftSourceDto
}

/** What belonged to its first place, and not to what was said. */
const LEFT_BEHIND = ['metadata', 'mentions_all']

const toldAgain = ({ type, message, attachment, payload }: Source) => ({
  type,
  ...(message !== undefined && { message }),
  ...(attachment && { attachment }),
  payload: {
    ...Object.fromEntries(Object.entries(payload ?? {}).filter(([name]) => !LEFT_BEHIND.includes(name))),
    forwarded: true,
  },
})

export const forward: Kind<ForwardDraftDto> = {
  type: 'forward',
  draft: ForwardDraftDto,
  action: 'forward',
  title: 'Forward',
  summary:
    'Says here again what was said in a chatroom that you can read: everybody sees it as what it was, `forwarded`.',
  examples: {
    forward: { value: { type: 'forward', forward: { chatroom: 'whatsapp_chatroom2', seq: 3 } } },
  },
  async prepare({ forward: { chatroom, seq } }, sending) {
    const name = chatroom.normalize('NFC')
    const same = [name, seq]
    const source = await sending.source(name, seq)
    if (source) return { ...toldAgain(source), same }
    // Perhaps it is gone since the message that is sent again was stored.
    return {
      same,
      refusal: new ChatError('message_not_found', 'There is nothing to forward that you can read.'),
    }
  },
}
