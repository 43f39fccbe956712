// A room of the demo as far as it is played: when each entry of its log is to have been written, and what labels stand for.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller } from './caller.js'
import type { Step } from './plan.js'
import type { RoomScript } from './script.js'

type Script = RoomScript & { begins: number }

interface Said {
  seq: number
  by: string
}

/** Between two things that are done when a room is made, in ms. */
const SETTING_UP_MS = 1000
/** Between two looks at a room that is still being told, in ms. */
const LOOK_MS = 10

export class PlayedRoom {
  /** When each entry is to have been written, by `seq` − 1. */
  readonly times: number[] = []
  readonly members = new Set<string>()
  private readonly labels = new Map<string, number>()
  private readonly said: Said[] = []
  private told = false

  private constructor(
    private readonly script: Script,
    /** As the server has it. */
    readonly name: string,
  ) {}

  static async open(script: Script, owner: Caller): Promise<PlayedRoom> {
    const { name, members, direct, description, visibility, settings, max_members = 50 } = script
    const body = {
      ...{ name, max_members },
      ...(description && { description }),
      ...(visibility && { visibility }),
      ...(settings && { settings }),
    }
    const made = await (direct
      ? owner.call<{ name: string }>('POST', `/direct/${members[0]}`)
      : owner.call<{ name: string }>('POST', '/chatroom/create', body))
    const room = new PlayedRoom(script, made.name)
    for (const member of direct ? [script.owner, ...members] : [script.owner]) room.comes(member)
    return room
  }

  get path(): string {
    return encodeURIComponent(this.name)
  }

  at(rest = ''): string {
    return `/chatroom/${this.path}${rest}`
  }

  /** An entry was written. @param at without it, the next thing of those by which the room is made */
  wrote(at = this.script.begins + this.times.length * SETTING_UP_MS): void {
    this.times.push(at)
  }

  comes(username: string, at?: number): void {
    this.members.add(username)
    this.wrote(at)
  }

  goes(username: string, at: number): void {
    this.members.delete(username)
    this.wrote(at)
  }

  /** Nothing more is said. */
  isTold(): void {
    this.told = true
  }

  /** Says or changes something. @throws Error where the log has another entry than was thought */
  async send(caller: Caller, body: Record<string, unknown>, { line, at, scene }: Step): Promise<void> {
    // So that it may be asked for twice.
    const once = { ...body, client_id: `demo-${this.times.length}` }
    const { seq } = await caller.call<{ seq: number }>('POST', `/send-message/${this.path}`, once)
    this.wrote(at)
    if (seq !== this.times.length)
      throw new Error(`${this.name} has an entry ${seq} where ${this.times.length} was to come.`)
    if (line.act.does !== 'say') return
    this.said.push({ seq, by: line.by })
    if (line.as) {
      this.labels.set(`${scene} ${line.as}`, seq)
      this.labels.set(line.as, seq)
    }
  }

  /** What a line is about: by its label, else the last that was said; to be edited or deleted, the last of one's own. */
  targetOf({ line: { of, by, act }, scene }: Step): number {
    const own = act.does === 'change' && ['edit', 'delete'].includes(String(act.body['type']))
    const seq = of
      ? this.labels.get(`${scene} ${of}`)
      : this.said.findLast((each) => !own || each.by === by)?.seq
    if (seq === undefined) throw new Error(`Nothing in ${this.name} is called ${of}.`)
    return seq
  }

  /** What a label stands for, once that is said; undefined if it never is. */
  async seqOf(label: string): Promise<number | undefined> {
    while (!this.labels.has(label) && !this.told) await sleep(LOOK_MS)
    return this.labels.get(label)
  }

  mentionsIn(message: unknown): { mentions?: string[] } {
    if (typeof message !== 'string') return {}
    const named = [...message.matchAll(/@([a-z]+)/g)].map(([, name]) => name!)
    const mentions = named
      .filter((name) => name === 'all' || this.members.has(name))
      .map((name) => (name === 'all' ? '@all' : name))
    return mentions.length > 0 ? { mentions: [...new Set(mentions)] } : {}
  }

  /** How far each member is to have read. To those who are away nothing has come since they last said something. */
  *marks(): Generator<[username: string, marks: { read: number; delivered: number }]> {
    const { unread = {}, away = [] } = this.script
    const delivered = this.times.length
    for (const member of this.members) {
      if (away.includes(member)) continue
      const others = this.said.filter(({ by }) => by !== member)
      const first = others[others.length - Math.min(unread[member] ?? 0, others.length)]
      yield [member, { read: first ? first.seq - 1 : delivered, delivered }]
    }
  }
}
