// Plays the plan of the demo: signs its people up, makes its rooms, and says and does everything, in each room in its order.
import { StartupError } from '../config/startup-error.js'
import { Refusal, type Caller } from './caller.js'
import { CAST, PASSWORD, VIEWER, type Character } from './cast.js'
import { face } from './files/avatars.js'
import { bytesOf, kindOf, type FileName } from './files/files.js'
import { jpeg } from './files/svg.js'
import type { Plan, Step } from './plan.js'
import { PlayedRoom } from './played-room.js'

type Room = Plan['rooms'][number]

/** What was done beside the logs, and when it was done in the plan. */
export interface Aside {
  table: 'join_requests' | 'reports'
  room: string
  by: string
  at: number
}

export interface Played {
  rooms: readonly PlayedRoom[]
  asides: readonly Aside[]
}

export class Stage {
  private readonly people = new Map<string, Caller>()
  private readonly rooms = new Map<string, PlayedRoom>()
  private readonly asides: Aside[] = []
  private readonly stars: { at: number; by: string; path: string }[] = []

  constructor(
    private readonly nobody: Caller,
    private readonly plan: Plan,
  ) {}

  /** @throws StartupError where somebody has one of the names already */
  async play(): Promise<Played> {
    await Promise.all(CAST.map((each) => this.signUp(each)))
    // One after the other: the latest room is the first of the list.
    for (const room of this.plan.rooms.toSorted((one, other) => one.begins - other.begins))
      await this.open(room)
    await Promise.all(this.plan.rooms.map((room) => this.tell(room)))
    for (const { by, path } of this.stars.toSorted((one, other) => one.at - other.at))
      await this.person(by).call('PUT', path)
    await Promise.all(this.plan.rooms.map((room) => this.look(room)))
    await Promise.all([...this.people.values()].map((caller) => caller.call('POST', '/auth/logout')))
    return { rooms: [...this.rooms.values()], asides: this.asides }
  }

  private person(username: string): Caller {
    return this.people.get(username)!
  }

  private async signUp(character: Character): Promise<void> {
    const { username, display_name, about } = character
    const body = { username, display_name, password: PASSWORD }
    const session = await this.nobody
      .call<{ access_token: string }>('POST', '/auth/register', body)
      .catch((error: unknown) => {
        if (error instanceof Refusal && error.code === 'username_taken')
          throw new StartupError(
            `Somebody is called ${username} already: the demo needs a database without its people.`,
          )
        throw error
      })
    const caller = this.nobody.as(session.access_token)
    this.people.set(username, caller)
    const { id } = await caller.upload<{ id: string }>(await jpeg(face(character)), 'me.jpg')
    await caller.call('PATCH', '/auth/me', { about, avatar: id })
  }

  private async open(script: Room): Promise<void> {
    const { owner, members, admins = [], picture } = script
    const caller = this.person(owner)
    const room = await PlayedRoom.open(script, caller)
    this.rooms.set(script.name, room)
    if (script.direct) return
    for (const member of members) {
      await caller.call('PUT', room.at(`/members/${member}`))
      room.comes(member)
    }
    for (const admin of admins) {
      await caller.call('PATCH', room.at(`/members/${admin}`), { role: 'admin' })
      room.wrote()
    }
    if (!picture) return
    await caller.call('PATCH', room.at(), { avatar: await this.upload(caller, picture) })
    room.wrote()
  }

  private async upload(caller: Caller, name: FileName): Promise<string> {
    return (await caller.upload<{ id: string }>(await bytesOf(name), name, kindOf(name))).id
  }

  private async tell({ name }: Room): Promise<void> {
    for (const step of this.plan.steps) if (step.room === name) await this.perform(step)
    this.rooms.get(name)!.isTold()
  }

  private async perform(step: Step): Promise<void> {
    const { by, act } = step.line
    const room = this.rooms.get(step.room)!
    const caller = this.person(by)
    switch (act.does) {
      case 'say':
        return this.say(step)
      case 'change':
        return room.send(caller, { ...act.body, target_seq: room.targetOf(step) }, step)
      case 'star':
        this.stars.push({ at: step.at, by, path: room.at(`/messages/${room.targetOf(step)}/star`) })
        return
      case 'report':
        await caller.call('PUT', room.at(`/reports/${room.targetOf(step)}`), { reason: act.reason })
        this.asides.push({ table: 'reports', room: room.name, by, at: step.at })
        return
      case 'ask':
        await caller.call('POST', `/enter-chatroom/${room.path}`)
        this.asides.push({ table: 'join_requests', room: room.name, by, at: step.at })
        return
      case 'enter':
        await caller.call('POST', `/enter-chatroom/${room.path}`)
        return room.comes(by, step.at)
      case 'leave':
        await caller.call('POST', `/leave-chatroom/${room.path}`)
        return room.goes(by, step.at)
      case 'add':
        await caller.call('PUT', room.at(`/members/${act.whom}`))
        return room.comes(act.whom, step.at)
      case 'role':
        await caller.call('PATCH', room.at(`/members/${act.whom}`), { role: act.role })
        return room.wrote(step.at)
      case 'room':
        await caller.call('PATCH', room.at(), act.changes)
        return room.wrote(step.at)
    }
  }

  private async say(step: Step): Promise<void> {
    const { by, act, of } = step.line
    if (act.does !== 'say') return
    const room = this.rooms.get(step.room)!
    const caller = this.person(by)
    const body: Record<string, unknown> = { ...act.body, ...room.mentionsIn(act.body['message']) }
    if (of) body['reply_to'] = room.targetOf(step)
    if (act.file) body['attachment'] = { id: await this.upload(caller, act.file) }
    if (act.forward) {
      const source = this.rooms.get(act.forward.room)!
      const seq = await source.seqOf(act.forward.of)
      // It may have been said before the days that are told of.
      if (seq === undefined) return
      body['forward'] = { chatroom: source.name, seq }
    }
    await room.send(caller, body, step)
  }

  /** How far everybody has read, and how it lies in the list of the one who looks. */
  private async look({ name, kept }: Room): Promise<void> {
    const room = this.rooms.get(name)!
    for (const [username, marks] of room.marks())
      await this.person(username).call('PUT', room.at('/marks'), marks)
    if (kept) await this.person(VIEWER).call('PATCH', room.at('/me'), kept)
  }
}
