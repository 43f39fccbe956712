// Takes back what was said, for everybody.
import { ApiProperty } from '@nestjs/swagger'
import { Equals } from 'class-validator'
import { ChangeDto } from './draft.dto.js'
import type { Kind } from './kind.js'
import { ChangeView } from './said.view.js'

export class DeleteDraftDto extends ChangeDto {
  @ApiProperty({ enum: ['delete'] })
  @Equals('delete')
  type: 'delete'
}

export class DeleteMessage extends ChangeView {
  @ApiProperty({ enum: ['delete'] })
  type: 'delete'
}

export const deletion: Kind<DeleteDraftDto> = {
  type: 'delete',
  draft: DeleteDraftDto,
  view: DeleteMessage,
  // The log also lets those who may `moderate`.
  action: 'edit',
  title: 'Delete',
  summary:
    'For everybody and for good: its words and its file are gone from the server. What you have said yourself within DELETE_WINDOW (2 ½ days), as an admin or the owner always and of everybody.',
  examples: {
    delete: { value: { type: 'delete', target_seq: 4 } },
  },
  prepare: () => ({ same: null }),
}
