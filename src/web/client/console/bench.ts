// The whole console: the room, the lanes beside each other, and what a newcomer can start with one press.
import { signal } from '@preact/signals'
import { storageKey } from '../shared/place'
import { Problem } from '../shared/problem'
import { Deliveries } from './deliveries'
import { documentedExamples, type Examples } from './examples'
import { beGuest, demoRoom, newRoomName } from './guests'
import { Lane } from './lane'
import type { Door } from './link'

const ROOM = storageKey('console-room')
const LANES = storageKey('console-lanes')
const MOST_LANES = 6
export class Bench {
  readonly room = signal(sessionStorage.getItem(ROOM) ?? '')
  /** The names of those that there are, to choose from. */
  readonly rooms = signal<readonly string[]>([])
  readonly lanes = signal<readonly Lane[]>([])
  readonly examples = signal<Examples>({ http: [], room: [], inbox: [] })
  /** What went wrong with the last thing that was pressed. */
  readonly trouble = signal('')
  readonly busy = signal(false)
  private readonly deliveries = new Deliveries()
  private lastId = 0

  constructor() {
    const ids = (sessionStorage.getItem(LANES) ?? '').split(',').map(Number).filter(Boolean)
    for (const id of ids) this.open(id)
    // A reload goes on where it was.
    addEventListener('pagehide', () => this.lanes.value.forEach((lane) => lane.keep()))
    documentedExamples().then(
      (examples) => (this.examples.value = examples),
      (error: unknown) => (this.trouble.value = Problem.from(error).words),
    )
  }

  /** The first who is signed in. */
  private get somebody(): Lane | undefined {
    return this.lanes.value.find(({ user }) => user.value)
  }

  get full(): boolean {
    return this.lanes.value.length >= MOST_LANES
  }

  setRoom(name: string): void {
    this.room.value = name
    for (const lane of this.lanes.value) if (lane.state.value === 'apart') lane.afterSeq.value = ''
    sessionStorage.setItem(ROOM, name)
  }

  /** Without somebody who is signed in nobody is told which rooms there are: then its name is written. */
  async findRooms(): Promise<void> {
    const page = await this.somebody?.session
      .call<{ chatrooms: { name: string }[] }>('GET', '/list-chatroom?limit=100')
      .catch(() => undefined)
    if (page) this.rooms.value = page.chatrooms.map(({ name }) => name)
  }

  add(door: Door = 'socketio'): Lane {
    const lane = this.open(this.lastId + 1)
    lane.door.value = door
    this.remember()
    return lane
  }

  /** Ends what the lane has open, and its session if it began here. */
  remove(lane: Lane): void {
    lane.drop()
    lane.discard()
    void lane.session.signOut()
    this.lanes.value = this.lanes.value.filter((each) => each !== lane)
    this.remember()
  }

  /** Whoever is not on the page yet of this browser's guests, or a new one. */
  async guest(lane: Lane): Promise<void> {
    const present = this.lanes.value.flatMap(({ user }) => user.value?.username ?? [])
    await beGuest(lane.session, present)
  }

  /** A room made anew with two people in it, one at each socket door, both connected from the start of the log. */
  async demonstrate(): Promise<void> {
    await this.attempt(async () => {
      for (const lane of this.lanes.value) this.remove(lane)
      const lanes = [this.add('socketio'), this.add('plain')] as const
      for (const lane of lanes) await this.guest(lane)
      this.setRoom(await demoRoom(lanes[0].session))
      await lanes[1].ask('enter', this.room.value)
      for (const lane of lanes) {
        lane.afterSeq.value = '0'
        lane.connect(this.room.value)
      }
    })
  }

  /** Creates the room that stands in the field, as the first lane that is somebody. */
  async createRoom(): Promise<void> {
    await this.attempt(async () => {
      const owner = this.somebody
      if (!owner)
        throw new Problem('unauthenticated', 'Say who you are first: the creator is the room’s owner.')
      if (!this.room.value) this.setRoom(newRoomName())
      await owner.session.call('POST', '/chatroom/create', { name: this.room.value, max_members: 100 })
    })
  }

  /** Does something that can fail, and says so. */
  async attempt(work: () => Promise<unknown>): Promise<void> {
    this.busy.value = true
    this.trouble.value = ''
    try {
      await work()
    } catch (thrown) {
      const problem = Problem.from(thrown)
      this.trouble.value = problem.code === 'unauthenticated' ? problem.detail : problem.words
    } finally {
      this.busy.value = false
    }
  }

  private open(id: number): Lane {
    this.lastId = Math.max(this.lastId, id)
    const lane = new Lane(id, this.deliveries)
    this.lanes.value = [...this.lanes.value, lane]
    return lane
  }

  private remember(): void {
    sessionStorage.setItem(LANES, this.lanes.value.map(({ id }) => id).join(','))
  }
}
