// Who must be in a room, as what, and who must be kept out: told from the entries of its log alone, each of which must have been
// allowed where it stands.
import type { Message, Role } from './wire.js'

export interface ModelMember {
  role: Role
  /** Until when they are silenced. */
  until: string | null
  joinedSeq: number
}

const RANK: Record<Role, number> = { member: 0, admin: 1, owner: 2 }

export class MembershipModel {
  readonly members = new Map<string, ModelMember>()
  /** Of those who have gone: until when they are silenced when they come back. */
  private readonly silences = new Map<string, string>()
  /** Until when, by user; null for ever. */
  readonly bans = new Map<string, string | null>()
  /** Entries that must not stand where they do. */
  readonly problems: string[] = []
  /** Whose place has to be taken by the next entry. */
  private vacant = false
  /** Who must be an admin by the next entry, for they have handed the room over. */
  private former: string | undefined

  constructor(
    log: readonly Message[],
    private maxMembers: number,
  ) {
    for (const entry of log) this.take(entry)
  }

  get owners(): string[] {
    return [...this.members].filter(([, { role }]) => role === 'owner').map(([id]) => id)
  }

  private take(entry: Message): void {
    const { type, sender, user } = entry
    if (type !== 'role') this.assertSettled(entry)
    if (type === 'joined') this.join(entry)
    else if (type === 'left') this.leave(entry)
    else if (type === 'removed' || type === 'banned') this.takeOut(entry)
    else if (type === 'unbanned') {
      this.assertGoverns(entry)
      if (!this.bans.delete(user!.id)) this.problem(entry, 'they were not banned')
    } else if (type === 'muted' || type === 'unmuted') this.silence(entry)
    else if (type === 'role') this.promote(entry)
    else if (type === 'room') this.changeRoom(entry)
    else if (!this.members.has(sender.id)) this.problem(entry, 'it is of no member')
  }

  private join(entry: Message): void {
    const { sender, by, seq } = entry
    if (this.members.has(sender.id)) this.problem(entry, 'they were in it')
    if (this.bans.has(sender.id)) this.problem(entry, 'they were banned')
    if (by && !this.members.has(by.id)) this.problem(entry, 'added by no member')
    const role = this.members.size === 0 ? 'owner' : 'member'
    const until = role === 'owner' ? null : (this.silences.get(sender.id) ?? null)
    this.silences.delete(sender.id)
    this.members.set(sender.id, { role, until, joinedSeq: seq })
    if (this.members.size > this.maxMembers) this.problem(entry, `more than ${this.maxMembers}`)
  }

  private leave(entry: Message): void {
    const left = this.members.get(entry.sender.id)
    if (!left) return this.problem(entry, 'they were not in it')
    this.drop(entry.sender.id, entry)
    this.vacant = left.role === 'owner' && this.members.size > 0
  }

  /** A silence that is not over waits for them. */
  private drop(userId: string, { created_at }: Message): void {
    const until = this.members.get(userId)?.until
    if (until && until > created_at) this.silences.set(userId, until)
    this.members.delete(userId)
  }

  private takeOut(entry: Message): void {
    const { type, user, until } = entry
    const out = this.members.get(user!.id)
    this.assertAbove(entry, out?.role ?? 'member')
    if (!out && type === 'removed') this.problem(entry, 'they were not in it')
    this.drop(user!.id, entry)
    if (type === 'banned') this.bans.set(user!.id, until ?? null)
  }

  private silence(entry: Message): void {
    const member = this.members.get(entry.user!.id)
    if (!member) return this.problem(entry, 'they were not in it')
    this.assertAbove(entry, member.role)
    const until = entry.type === 'muted' ? entry.until! : null
    if (until === member.until) this.problem(entry, 'nothing is different')
    member.until = until
  }

  private promote(entry: Message): void {
    const { sender, user, role } = entry
    const member = this.members.get(user!.id)
    if (!member) return this.problem(entry, 'they were not in it')
    if (member.role === role) this.problem(entry, 'nothing is different')
    if (this.vacant) {
      this.vacant = false
      if (role !== 'owner' || user!.id !== this.successor()) this.problem(entry, 'it was another’s turn')
    } else if (this.former !== undefined) {
      if (user!.id !== this.former || role !== 'admin') this.problem(entry, 'the former owner is no admin')
      this.former = undefined
    } else {
      if (this.members.get(sender.id)?.role !== 'owner') this.problem(entry, 'it was not the owner’s')
      if (role === 'owner') this.former = sender.id
    }
    if (role !== 'member' && member.until && member.until > entry.created_at)
      this.problem(entry, 'they were silenced')
    member.role = role!
    if (role !== 'member') member.until = null
  }

  /** The longest-standing admin, else member. */
  private successor(): string | undefined {
    const heirs = [...this.members].toSorted(
      ([, one], [, other]) => RANK[other.role] - RANK[one.role] || one.joinedSeq - other.joinedSeq,
    )
    return heirs[0]?.[0]
  }

  private changeRoom(entry: Message): void {
    this.assertGoverns(entry)
    const { max_members } = entry.changes as { max_members?: number }
    if (max_members === undefined) return
    if (max_members < this.members.size) this.problem(entry, 'there were more')
    this.maxMembers = max_members
  }

  private assertGoverns(entry: Message): void {
    if (RANK[this.members.get(entry.sender.id)?.role ?? 'member'] < 1) this.problem(entry, 'by no admin')
  }

  private assertAbove(entry: Message, role: Role): void {
    const by = this.members.get(entry.sender.id)
    if (!by || RANK[by.role] <= RANK[role] || RANK[by.role] < 1) this.problem(entry, 'by nobody above them')
  }

  private assertSettled(entry: Message): void {
    if (this.vacant) this.problem(entry, 'nobody owned the room')
    if (this.former !== undefined) this.problem(entry, 'two owned the room')
  }

  private problem({ seq, type }: Message, what: string): void {
    this.problems.push(`${seq} ${type}: ${what}`)
  }
}
