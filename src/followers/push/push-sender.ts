// Sends what browsers are to be told: on every node, each browser by one at a time, and by another within ten seconds if that dies.
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import { countOne, counts } from '../../common/measures.js'
import { CONFIG, type Config } from '../../config/config.js'
import { runPrepared } from '../../database/prepared.js'
import type { MessageView } from '../../room-log/message.view.js'
import { isGone, RoomLog } from '../../room-log/room-log.js'
import { Looking } from '../looking.js'
import { Origins } from './origins.js'
import { payloadOf, toText } from './push-payload.js'
import { PUSH_ROUTE, type PushRoute } from './push-route.js'
import { send, type Browser, type Outcome } from './push-request.js'
import { CLAIM, FORGET, PUT_OFF, SETTLE_PUSH, TASKS } from './push-statements.js'
import { Vapid } from './vapid.js'

/** Seconds that a browser is this node's, and less than that for one push: whatever comes of it is noted before. */
const CLAIMED_SECONDS = 10
const SEND_MS = 8000
/** Browsers that one node sends to at a time, those that it asks for at once, and rooms of which one is told at once. */
const MOST_AT_ONCE = 128
const MOST_CLAIMED = 64
/** Of these, such as have never worked, or did not the last time: anybody can name any number of addresses that do not answer. */
const MOST_UNPROVEN = 32
const MOST_ROOMS = 10
/** How often every node looks for what is due, and from a hint on how long it waits for the commit. */
const TICK_MS = 1000
const HINT_MS = 30
/** Seconds for which a browser is left alone after the first failure, thrice as long after each, and at the most. */
const FIRST_PAUSE = 5
const LONGEST_PAUSE = 60 * 60

interface Claimed extends Browser {
  id: Buffer
  failures: number
  /** Whether the session that has subscribed it still lives. */
  live: boolean
}

interface Task {
  /** Of the browser, among those that are asked for. */
  nth: number
  chatroom_id: number
  chatroom: string
  version: number
  /** Whether a push service has ever taken one of this room. */
  told: boolean
  /** Null where there is nothing to tell any more. */
  seq: number | null
  unread: number
  log: string | null
  mentioned: boolean | null
}

interface Done {
  task: Task
  /** Undefined where nothing had to be sent. */
  outcome?: Outcome
}

@Injectable()
export class PushSender implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Push')
  private readonly sending = new Set<Promise<void>>()
  private readonly origins = new Origins(MOST_AT_ONCE / 2)
  private readonly looking = new Looking(() => this.lookOnce(), this.logger, 'Nothing is pushed')
  private turn: Promise<unknown> = Promise.resolve()
  /** Browsers that it sends to at the moment; and of these, such as have not proven to work. */
  private atOnce = 0
  private unproven = 0
  private soon: NodeJS.Timeout | undefined

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Pick<Config, 'PUSH_CONTENT'>,
    @Inject(PUSH_ROUTE) private readonly route: PushRoute,
    private readonly log: RoomLog,
    private readonly vapid: Vapid,
  ) {}

  onApplicationBootstrap(): void {
    this.looking.every(TICK_MS)
  }

  /** What is on its way is waited for; the rest is done by others, or after the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.soon)
    await this.looking.close()
    await Promise.all(this.sending)
  }

  /** Something is, or is about to be, committed that has to be sent. */
  hint(): void {
    this.soon ??= setTimeout(() => {
      this.soon = undefined
      this.looking.look()
    }, HINT_MS).unref()
  }

  /** Takes on some of what is due, unless enough is on its way: whatever ends looks again. */
  private async lookOnce(): Promise<boolean> {
    const most = Math.min(MOST_AT_ONCE - this.atOnce, MOST_CLAIMED)
    if (most <= 0) return false
    const claimed = await this.inTurn(() =>
      runPrepared<Claimed>(this.dataSource, CLAIM, [most, CLAIMED_SECONDS]),
    )
    if (claimed.length > 0) await this.takeOn(claimed)
    return claimed.length === most
  }

  private async takeOn(claimed: readonly Claimed[]): Promise<void> {
    const begun: Claimed[] = []
    const late: Claimed[] = []
    for (const each of claimed) {
      if (!each.live) await this.forget(each)
      else (this.begin(each) ? begun : late).push(each)
    }
    if (late.length > 0) {
      const pauses = late.map((each) => this.origins.pauseOf(originOf(each)))
      await this.inTurn(() => this.dataSource.query(PUT_OFF, [late.map(({ id }) => id), pauses]))
    }
    if (begun.length === 0) return
    const work = this.tell(begun).catch((error: Error) => this.looking.complain(error))
    const tracked = work.finally(() => {
      this.sending.delete(tracked)
    })
    this.sending.add(tracked)
  }

  private async tell(browsers: readonly Claimed[]): Promise<void> {
    const left = new Set(browsers)
    try {
      const { tasks, views } = await this.inTurn(() => this.tasksOf(browsers))
      // All of them, whatever fails: nobody's place is free before they have left it.
      const told = await Promise.allSettled(
        browsers.map(async (browser, index) => {
          const own = tasks.filter(({ nth }) => nth === index + 1)
          const done = await Promise.all(own.map((task) => this.sendOne(browser, task, views.get(task))))
          this.free(left, browser, done)
          await this.settle(browser, done)
        }),
      )
      for (const each of told) if (each.status === 'rejected') throw each.reason
    } finally {
      for (const browser of left) this.end(browser, 'unknown')
    }
  }

  /** @returns whether there is a place for it now; then `end` gives that back */
  private begin(browser: Claimed): boolean {
    const isUnproven = browser.failures > 0
    if (isUnproven && this.unproven >= MOST_UNPROVEN) return false
    if (!this.origins.begin(originOf(browser))) return false
    this.atOnce++
    if (isUnproven) this.unproven++
    return true
  }

  private end(browser: Claimed, was: Parameters<Origins['end']>[1]): void {
    this.origins.end(originOf(browser), was)
    this.atOnce--
    if (browser.failures > 0) this.unproven--
  }

  private free(left: Set<Claimed>, browser: Claimed, done: readonly Done[]): void {
    left.delete(browser)
    const unheard = done.some(({ outcome }) => outcome?.is === 'failed' && outcome.status === undefined)
    this.end(browser, unheard ? 'silent' : 'answers')
  }

  /** What they are to be told, and what was said. */
  private async tasksOf(browsers: readonly Claimed[]) {
    const ids = browsers.map(({ id }) => id)
    const tasks = await runPrepared<Task>(this.dataSource, TASKS, [ids, MOST_ROOMS])
    return { tasks, views: await this.viewsOf(tasks) }
  }

  private async viewsOf(tasks: readonly Task[]): Promise<Map<Task, MessageView>> {
    if (!this.config.PUSH_CONTENT) return new Map()
    const telling = tasks.filter(({ seq }) => seq !== null)
    const places = telling.map(({ chatroom_id: id, chatroom: name, log, seq }) => ({
      room: { id, name, log: log! },
      seq: seq!,
      since: 1,
    }))
    const views = await this.log.readMany(places, this.dataSource)
    return new Map(
      telling.flatMap((task, index) => {
        const view = views[index]
        return view?.n !== undefined && !isGone(view) ? [[task, view]] : []
      }),
    )
  }

  private async sendOne(browser: Claimed, task: Task, view: MessageView | undefined): Promise<Done> {
    const { chatroom, chatroom_id: chatroomId, unread, told } = task
    // Read before anything was pushed of it.
    if (unread === 0 && !told) return { task }
    const payload = toText(payloadOf(chatroom, unread, view, task.mentioned ?? false))
    const push = { chatroomId, payload, urgent: unread > 0, expires: view?.expires_at }
    const outcome = await send(browser, push, this.vapid, this.route, SEND_MS)
    countOne(counts.pushes, outcome.is)
    return { task, outcome }
  }

  private async settle(browser: Claimed, done: readonly Done[]): Promise<void> {
    const { id, failures } = browser
    if (done.some(({ outcome }) => outcome?.is === 'gone')) return this.forget(browser)
    const over = done.filter(({ outcome }) => outcome?.is !== 'failed').map(({ task }) => task)
    const told = done.filter(({ outcome, task }) => task.unread > 0 && mayBeTaken(outcome))
    const values = [
      id,
      over.map(({ chatroom_id }) => chatroom_id),
      over.map(({ version }) => version),
      told.map(({ task }) => task.chatroom_id),
      pauseAfter(done, failures),
    ]
    await this.inTurn(() => runPrepared(this.dataSource, SETTLE_PUSH, values))
    this.looking.look()
  }

  private async forget({ id }: Claimed): Promise<void> {
    await this.inTurn(() => this.dataSource.query(FORGET, [id]))
  }

  /** However many pushes there are, they take one connection of those that messages are stored by. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work)
    this.turn = done.catch(() => undefined)
    return done
  }
}

const originOf = ({ endpoint }: Browser): string => new URL(endpoint).origin

const mayBeTaken = (outcome: Outcome | undefined): boolean =>
  outcome?.is === 'taken' || (outcome?.is === 'failed' && outcome.unheard === true)

/** Seconds; null where nothing has failed. */
function pauseAfter(done: readonly Done[], failures: number): number | null {
  const failed = done.flatMap(({ outcome }) => (outcome?.is === 'failed' ? [outcome] : []))
  if (failed.length === 0) return null
  const asked = failed.flatMap(({ retryAfter }) => retryAfter ?? [])
  if (asked.length > 0) return Math.max(...asked)
  return Math.min(FIRST_PAUSE * 3 ** Math.max(failures - 1, 0), LONGEST_PAUSE) * (0.8 + 0.4 * Math.random())
}
