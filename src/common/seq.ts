// The number of an entry, in a body and as the `{seq}` of an HTTP route. Whether there is such an entry is asked where the room is
// known.
import { applyDecorators, Injectable, type PipeTransform } from '@nestjs/common'
import type { ApiParamOptions } from '@nestjs/swagger'
import { IsInt, Max, Min } from 'class-validator'
import { wrongField } from './errors.js'

/** The number of an entry, in a body. */
export const IsSeq = (min = 1): PropertyDecorator =>
  applyDecorators(IsInt(), Min(min), Max(Number.MAX_SAFE_INTEGER))

/** How the documents describe it. */
export const SEQ_PARAM: ApiParamOptions = {
  name: 'seq',
  description: 'The message’s `seq`. The first message of a new room has 2.',
  schema: { type: 'integer', format: 'int64', minimum: 1, example: 2 },
}

/** What every route of one message may answer. */
export const SEQ_PROBLEMS = [
  'validation_failed',
  'unauthenticated',
  'not_a_member',
  'chatroom_not_found',
  'message_not_found',
] as const

@Injectable()
export class SeqPipe implements PipeTransform<string, number> {
  /** @throws ChatError `validation_failed` */
  transform(value: string): number {
    if (/^-?\d+$/.test(value)) return Number(value)
    const message = 'seq must be a whole number, in digits'
    throw wrongField('seq', message)
  }
}
