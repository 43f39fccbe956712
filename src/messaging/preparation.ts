// From a checked draft to what the log stores: what is its kind's own, and what all that is said, or changes it, may have besides.
import { Injectable } from '@nestjs/common'
import { ChatError } from '../common/errors.js'
import { canonical } from '../common/json-fields.js'
import { MembershipService } from '../membership/membership.service.js'
import type { Draft } from '../room-log/draft.js'
import { EVERYBODY, type ChangeDto, type DraftDto, type SayDto } from './kinds/draft.dto.js'
import type { Kind, Prepared, Sending } from './kinds/kind.js'

/** A draft that is ready for the log. */
export type Ready = Draft & Pick<Prepared, 'undo'>

/** Fields of drafts that are not their kind's own. */
type Common = DraftDto & Partial<SayDto & ChangeDto>

@Injectable()
export class Preparation {
  constructor(private readonly membership: MembershipService) {}

  /** At once for what needs nothing to be looked up. @throws ChatError what the kind throws */
  prepare(kind: Kind, draft: DraftDto, sending: Sending): Ready | Promise<Ready> {
    const prepared = kind.prepare(draft, sending)
    const common: Common = draft
    if (!(prepared instanceof Promise) && !common.mentions) return ready(kind, common, prepared)
    return this.prepareWith(kind, common, prepared, sending)
  }

  private async prepareWith(
    kind: Kind,
    draft: Common,
    given: Prepared | Promise<Prepared>,
    { room }: Sending,
  ): Promise<Ready> {
    const prepared = await given
    const names = namesIn(draft.mentions)
    if (names.length === 0) return ready(kind, draft, prepared)
    const people = names.filter((name) => name !== EVERYBODY)
    const found = await this.membership.findMembers(room, people)
    const mentioned = people.flatMap((name) => found.get(name) ?? [])
    const missing = people.find((name) => !found.has(name))
    return {
      ...ready(kind, draft, prepared),
      ...(mentioned.length > 0 && { mentions: mentioned }),
      ...(missing !== undefined && { refusal: prepared.refusal ?? noMember(missing) }),
    }
  }
}

/** As usernames are kept, each once. */
const namesIn = (mentions: readonly string[] | null = []): string[] => [
  ...new Set((mentions ?? []).map((name) => name.toLowerCase())),
]

function noMember(name: string): ChatError {
  const message = `mentions must be members of the chatroom: ${name} is none`
  return new ChatError('validation_failed', `${message}.`, { errors: [{ field: 'mentions', message }] })
}

/** All but whom it mentions. */
function ready({ type, action }: Kind, draft: Common, prepared: Prepared): Ready {
  const { client_id, reply_to, target_seq, if_last_seq, metadata, mentions } = draft
  const { payload, same, ...own } = prepared
  const names = namesIn(mentions)
  const added = {
    ...(metadata && { metadata }),
    ...(names.includes(EVERYBODY) && { mentions_all: true }),
  }
  const whole = Object.keys(added).length > 0 ? { ...payload, ...added } : payload
  const besides = [target_seq ?? 0, reply_to ?? 0, names, canonical(metadata ?? null)]
  const plain = target_seq === undefined && reply_to === undefined && names.length === 0 && !metadata
  return {
    type,
    action,
    client_id,
    ...own,
    ...(whole && { payload: whole }),
    same: plain || same === undefined ? same : [same, ...besides],
    ...(reply_to !== undefined && { reply_to }),
    ...(target_seq !== undefined && { target_seq }),
    ...(if_last_seq !== undefined && { if_last_seq }),
  }
}
