// The people of the matrix, and the rooms that they are members of, have left, were taken out of, or ask to come into.
import { Client } from 'pg'
import {
  ban,
  block,
  change,
  changeRoom,
  createRoom,
  enterRoom,
  inviteTo,
  leaveRoom,
  openDirect,
  remove,
} from '../room-acts.js'
import { must, PASSWORD, personOf, signedUp as registered, roomWith, unique, type Person } from '../people.js'
import { api } from '../rest.js'
import type { Server } from '../server.js'
import { sent } from '../targets.js'
import type { Attachment, Chatroom, Invite, Session } from '../wire.js'
import { LOOSE, STATES, type Kind, type Settings, type State } from './states.js'
import { plant, touch, upload, word, type Planted, type RoomWords } from './words.js'

type Acting = Exclude<State, 'nobody' | 'ended'>

/** A year from now: longer than any test. */
export const LATER = new Date(Date.now() + 31_536_000_000).toISOString()

/** A room, and what is in it that can be named. */
export interface Ground {
  kind: Kind
  settings: Settings
  room: string
  words: RoomWords
  past: Planted
  present: Planted
  invite?: Invite
  /** Of those who say something: a text and a poll of their own. */
  own: Map<Person, { text: number; poll: number }>
}

export class World {
  readonly people = {} as Record<Acting, Person>
  /** A member of every group, to whom things are done. */
  bystander!: Person
  /** In no room. */
  guest!: Person
  /** In no room; has blocked `blocked`. */
  shy!: Person
  endedToken!: string
  /** An upload of the guest's that was not sent anywhere. */
  unsent!: Attachment
  /** Of each a room that they alone are in. */
  private readonly rooms = {} as Record<Acting, string>

  private constructor(
    readonly server: Server,
    readonly database: Client,
  ) {}

  static async on(server: Server): Promise<World> {
    const database = new Client(server.databaseUrl)
    await database.connect()
    const world = new World(server, database)
    const acting = STATES.filter((state) => state !== 'nobody' && state !== 'ended')
    await Promise.all(
      acting.map(async (state) => {
        world.people[state] = await registered(server, state)
        world.rooms[state] = await roomWith(world.people[state])
      }),
    )
    ;[world.bystander, world.guest, world.shy] = await Promise.all([
      registered(server, 'bystander'),
      registered(server, 'guest'),
      registered(server, 'shy'),
    ])
    const credentials = { username: world.people.member.user.username, password: PASSWORD }
    const ended = personOf(server, must(await api(server).post<Session>('/auth/login', credentials), 200))
    must(await ended.api.post('/auth/logout'), 204)
    world.endedToken = ended.token
    world.unsent = await upload(world.guest, 'bytes', 'file.txt')
    must(await block(world.shy, world.people.blocked), 204)
    return world
  }

  /** Somebody with the token that they have in this state. */
  actor(state: State): Person {
    if (state !== 'nobody' && state !== 'ended') return this.people[state]
    const token = state === 'ended' ? this.endedToken : ''
    return { ...this.people.member, token, api: api(this.server, token || undefined) }
  }

  /** A room that they alone are in; of who is nobody somebody's. */
  roomOf(state: State): string {
    return this.rooms[state === 'nobody' || state === 'ended' ? 'member' : state]
  }

  roomOfPerson(person: Person): string | undefined {
    const [state] = Object.entries(this.people).find(([, each]) => each === person) ?? []
    return state && this.rooms[state as Acting]
  }

  async ground(kind: 'public' | 'private', settings: Settings): Promise<Ground> {
    const { owner, admin, member, muted, blocked, left, removed, banned, asked } = this.people
    const { bystander } = this
    const room = unique('room')
    const description = word('description')
    must(await createRoom(owner, room, { description }), 201)
    for (const each of [left, removed, banned]) must(await enterRoom(each, room), 200)
    const past = await plant(owner, left, room, 'past')
    must(await leaveRoom(left, room), 204)
    must(await remove(owner, room, removed), 204)
    must(await ban(owner, room, banned), 204)
    for (const each of [admin, member, muted, blocked, bystander]) must(await enterRoom(each, room), 200)
    const late = await touch(owner, room, past)
    const present = await plant(owner, member, room, 'present')
    const own = await this.sayOwn(room, [owner, admin, member, muted, blocked])
    must(await change(owner, room, admin, { role: 'admin' }), 200)
    must(await change(owner, room, muted, { muted_until: LATER }), 200)
    const invite = must(await inviteTo(owner, room), 201)
    must(await changeRoom(owner, room, { settings: { ...LOOSE, join: 'approval' } }), 200)
    must(await enterRoom(asked, room), 202)
    must(await changeRoom(owner, room, { settings, visibility: kind }), 200)
    const earlier = [...past.earlier, ...present.earlier]
    const words = {
      room: [description],
      past: [...past.words, ...past.earlier, ...late],
      present: [...present.words, ...present.earlier],
      earlier,
      gone: [...past.gone, ...present.gone],
    }
    return { kind, settings, room, words, past, present, invite, own }
  }

  /** The chat of the owner and somebody, who is perhaps blocked afterwards. */
  async direct(whom: 'member' | 'blocked'): Promise<Ground> {
    const { owner, [whom]: other } = this.people
    const { name: room } = must<Chatroom>(await openDirect(owner, other), 201)
    const past = await plant(owner, other, room, 'past')
    const present = await plant(owner, other, room, 'present')
    const own = await this.sayOwn(room, [owner, other])
    if (whom === 'blocked') must(await block(owner, other), 204)
    const words = {
      room: [],
      past: past.words,
      present: present.words,
      earlier: [...past.earlier, ...present.earlier],
      gone: [...past.gone, ...present.gone],
    }
    return { kind: 'direct', settings: LOOSE, room, words, past, present, own }
  }

  /** Makes somebody ask to come in, whatever the room is by now. */
  async askAgain(room: string, { user }: Person): Promise<void> {
    await this.database.query(
      `INSERT INTO join_requests (chatroom_id, user_id) SELECT id, $2 FROM chatrooms WHERE name = $1 ON CONFLICT DO NOTHING`,
      [room, user.id],
    )
  }

  async end(): Promise<void> {
    await this.database.end()
  }

  private async sayOwn(room: string, people: Person[]): Promise<Ground['own']> {
    const own: Ground['own'] = new Map()
    for (const each of people) {
      const text = await sent(each, room, { type: 'text', message: 'said' })
      const poll = await sent(each, room, {
        type: 'poll',
        poll: { question: 'Which?', options: ['a', 'b', 'c'], multiple: true },
      })
      own.set(each, { text: text.seq, poll: poll.seq })
    }
    return own
  }
}
