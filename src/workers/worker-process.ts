// One worker, as the supervisor sees it: a process that is started, given connections, asked, and ended.
import { fork, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { log } from '../common/log.js'
import { StartupError } from '../config/startup-error.js'
import { post, type Answer, type FromWorker, type Handle, type Start, type ToWorker } from './messages.js'

/**
 * Seconds without a word from a worker, of which there are two in each, after which it is stuck and ended: what is given to it
 * would wait for ever.
 */
const STUCK_S = 30
/** Seconds after which it gets no new connections while others are there. */
const SILENT_S = 3
/** Between looks whether everything has been read of one that is gone, and how long that may take. */
const LOOK_MS = 10
const MOST_UNHEARD_MS = 1000
const PROGRAM = fileURLToPath(new URL('worker.js', import.meta.url))

/** Takes a connection that another worker wants to get rid of. */
export type Move = (message: FromWorker & { kind: 'move' }, handle: Handle | undefined) => Promise<boolean>

export class WorkerProcess {
  /** Resolves with whether nobody has ever signed up. @throws StartupError where it ends before it can serve */
  readonly ready: Promise<boolean>
  /** Resolves when it is gone, with its exit code or signal. */
  readonly exited: Promise<number | string>
  /** Resolves when it has said goodbye to all of its connections, or is gone. */
  readonly drained: Promise<void>
  private isDrained: () => void
  private serves = false
  private readonly number: number
  private readonly child: ChildProcess
  /** Connections that it has, as far as is known: those that it told of, and what it has taken since. */
  private open = 0
  private count = 0
  /** Who waits for an answer, by the question's number. */
  private readonly waiting = new Map<number, (answer: Answer | undefined) => void>()
  /** Seconds since it last said anything. */
  private silence = 0
  private measuring: Promise<string | undefined> | undefined

  constructor(
    start: Omit<Start, 'kind'>,
    private readonly move: Move,
  ) {
    this.number = start.worker
    this.child = fork(PROGRAM, [])
    this.exited = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => resolve(signal ?? code ?? 1))
      // A process that could not be started does not exit.
      this.child.on('error', (error) => this.child.pid === undefined && resolve(error.message))
    })
    this.ready = new Promise((resolve, reject) => {
      this.child.on('message', (message: FromWorker, handle) => {
        this.silence = 0
        if (message.kind === 'failed') reject(new StartupError(message.why))
        else if (message.kind === 'move') void this.moveAway(message, handle as unknown as Handle | undefined)
        else if (message.kind === 'open') this.open = message.count
        else if (message.kind === 'drained') this.isDrained()
        else if (message.kind !== 'ready') this.settle(message.id, message)
        else {
          this.serves = true
          resolve(message.isEmpty)
        }
      })
      void this.exited.then((how) => reject(new StartupError(`A worker ended while it started (${how}).`)))
    })
    this.drained = new Promise((resolve) => {
      this.isDrained = resolve
      void this.exited.then(() => resolve())
    })
    void this.allHeard().then(() => {
      this.serves = false
      for (const id of this.waiting.keys()) this.settle(id, undefined)
    })
    const watch = setInterval(() => this.watch(), 1000)
    void this.exited.then(() => clearInterval(watch))
    post(this.child, { kind: 'start', ...start })
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  get isReady(): boolean {
    return this.serves && this.child.connected
  }

  /** Whether it has said nothing for longer than one does who is well. */
  get isSilent(): boolean {
    return this.silence >= SILENT_S
  }

  /** Connections that it has, or is to take. */
  get load(): number {
    return this.open + this.waiting.size
  }

  /**
   * Gives it a connection; the caller closes its own copy afterwards.
   * @param request what has been read of it, in base64
   * @returns whether it has it now
   */
  async take(handle: Handle, request?: string): Promise<boolean> {
    if (!this.isReady) return false
    const answer = await this.ask((id) => ({ kind: 'connection', id, request }), handle)
    if (answer?.kind !== 'taken' || !answer.taken) return false
    this.open++
    return true
  }

  /** What it measures, for Prometheus; undefined where it ends meanwhile. One that does not answer is asked once. */
  measures(): Promise<string | undefined> {
    this.measuring ??= this.ask((id) => ({ kind: 'measure', id }))
      .then((answer) => (answer?.kind === 'measures' ? answer.text : undefined))
      .finally(() => (this.measuring = undefined))
    return this.measuring
  }

  /** One that serves drains, and stays until it may leave; one that is still starting has promised nothing to anybody. */
  stop(): void {
    if (this.serves) post(this.child, { kind: 'stop' })
    else this.kill()
  }

  leave(): void {
    post(this.child, { kind: 'leave' })
  }

  kill(): void {
    this.child.kill('SIGKILL')
  }

  /**
   * Resolves when it is gone, and all that it has still said has been read. Node's `disconnect` says so, but never comes where a
   * connection was on its way.
   */
  private async allHeard(): Promise<void> {
    await this.exited
    for (let wait = 0; this.child.connected && wait < MOST_UNHEARD_MS; wait += LOOK_MS) await sleep(LOOK_MS)
  }

  /** Counts turns of this process, not the clock: a machine that was asleep has no worker that is stuck. */
  private watch(): void {
    if (!this.serves || ++this.silence < STUCK_S) return
    log().error(
      { worker: this.number, process: this.pid },
      `A worker has said nothing for ${STUCK_S} s, and is ended`,
    )
    this.kill()
  }

  private ask(message: (id: number) => ToWorker, handle?: Handle): Promise<Answer | undefined> {
    const id = ++this.count
    return new Promise((resolve) => {
      this.waiting.set(id, resolve)
      post(this.child, message(id), handle, () => this.settle(id, undefined))
    })
  }

  private settle(id: number, answer: Answer | undefined): void {
    this.waiting.get(id)?.(answer)
    this.waiting.delete(id)
  }

  private async moveAway(message: FromWorker & { kind: 'move' }, handle: Handle | undefined): Promise<void> {
    const taken = await this.move(message, handle)
    post(this.child, { kind: 'moved', id: message.id, taken })
  }
}
