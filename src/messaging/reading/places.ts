// Places in a room's log, as addresses name them: is there something, and may the actor read it.
import { Injectable } from '@nestjs/common'
import type { Actor } from '../../auth/actor.js'
import { ChatError } from '../../common/errors.js'
import { MembershipService, type Access } from '../../membership/membership.service.js'

/** A message as its address names it. */
export interface Address {
  /** The chatroom's name. */
  name: string
  seq: number
}

@Injectable()
export class Places {
  constructor(private readonly membership: MembershipService) {}

  /**
   * The room, for an actor who may read it, if its log has an entry with this `seq`.
   * @throws ChatError `chatroom_not_found`, `not_a_member`, `message_not_found`
   */
  async find(actor: Actor, { name, seq }: Address): Promise<Access> {
    const access = await this.membership.authorize(actor, name, 'read')
    if (seq < access.since || seq > access.lastSeq) throw nothingThere()
    return access
  }
}

export const nothingThere = (): ChatError => new ChatError('message_not_found')
