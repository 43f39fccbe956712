// From a checked draft to what the log stores: what is its kind's own, and what all that is said, or changes it, may have besides.
import { Injectable } from '@nestjs/common'
import { ChatError, wrongField } from '../common/errors.js'
import { canonical } from '../common/json-fields.js'
import { MembershipService } from '../membership/membership.service.js'
import type { Draft } from '../room-log/draft.js'
import { EVERYBODY, type ChangeDto, type DraftDto, type SayDto } from './kinds/draft.dto.js'
import type { Kind, Prepared, Sending } from './kinds/kind.js'

/** A draft that is ready for the log. */
export type Ready = Draft & Pick<Kind, 'action'> & Pick<Prepared, 'undo'>

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
    const names = namesIn(draft.mentions ?? [])
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
const namesIn = (mentions: readonly string[]): string[] => [
  ...new Set(mentions.map((name) => name.toLowerCase())),
]

function noMember(name: string): ChatError {
  const message = `mentions must be members of the chatroom: ${name} is none`
  return wrongField('mentions', message)
}

/** All but whom it mentions. */
function ready({ type, action }: Kind, draft: Common, prepared: Prepared): Ready {
  const { client_id, reply_to, target_seq, if_last_seq, metadata, mentions } = draft
  const { same } = prepared
  const own = { type, action, client_id, ...prepared, ...(if_last_seq !== undefined && { if_last_seq }) }
  // With the name that it is sent by: what it is stored as may not be known any more when it is sent again.
  const sameOf = (...besides: unknown[]) => (same === undefined ? undefined : [type, same, ...besides])
  const names = mentions ? namesIn(mentions) : []
  const kept = metadata && Object.keys(metadata).length > 0 ? metadata : undefined
  if (reply_to === undefined && target_seq === undefined && names.length === 0 && !kept)
    return { ...own, same: sameOf() }
  const added = {
    ...(kept && { metadata: kept }),
    ...(names.includes(EVERYBODY) && { mentions_all: true }),
  }
  return {
    ...own,
    ...(Object.keys(added).length > 0 && { payload: { ...prepared.payload, ...added } }),
    same: sameOf(target_seq ?? 0, reply_to ?? 0, names, canonical(kept ?? null)),
    ...(reply_to !== undefined && { reply_to }),
    ...(target_seq !== undefined && { target_seq }),
  }
}
