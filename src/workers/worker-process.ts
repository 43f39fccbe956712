// One worker, as the supervisor sees it: a process that is started, given connections, asked, and ended.
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { StartupError } from '../config/startup-error.js'
import { post, type Answer, type FromWorker, type Handle, type Start, type ToWorker } from './messages.js'

const PROGRAM = fileURLToPath(new URL('worker.js', import.meta.url))

/** Takes a connection that another worker wants to get rid of. */
export type Move = (message: FromWorker & { kind: 'move' }, handle: Handle | undefined) => Promise<boolean>

export class WorkerProcess {
  /** Resolves with whether nobody has ever signed up. @throws StartupError where it ends before it can serve */
  readonly ready: Promise<boolean>
  /** Resolves when it is gone, with its exit code or signal. */
  readonly exited: Promise<number | string>
  private serves = false
  private readonly child: ChildProcess
  /** Connections that it has, as far as is known: those that it told of, and what it has taken since. */
  private open = 0
  private count = 0
  /** Who waits for an answer, by the question's number. */
  private readonly waiting = new Map<number, (answer: Answer | undefined) => void>()
  private measuring: Promise<string | undefined> | undefined

  constructor(
    start: Omit<Start, 'kind'>,
    private readonly move: Move,
  ) {
    this.child = fork(PROGRAM, [])
    this.exited = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => resolve(signal ?? code ?? 1))
      // A process that could not be started does not exit.
      this.child.on('error', (error) => this.child.pid === undefined && resolve(error.message))
    })
    this.ready = new Promise((resolve, reject) => {
      this.child.on('message', (message: FromWorker, handle) => {
        if (message.kind === 'failed') reject(new StartupError(message.why))
        else if (message.kind === 'move') void this.moveAway(message, handle as unknown as Handle | undefined)
        else if (message.kind === 'open') this.open = message.count
        else if (message.kind !== 'ready') this.settle(message.id, message)
        else {
          this.serves = true
          resolve(message.isEmpty)
        }
      })
      void this.exited.then((how) => reject(new StartupError(`A worker ended while it started (${how}).`)))
    })
    // Whatever it has still said has been read by then.
    this.child.once('disconnect', () => {
      this.serves = false
      for (const id of this.waiting.keys()) this.settle(id, undefined)
    })
    post(this.child, { kind: 'start', ...start })
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  get isReady(): boolean {
    return this.serves && this.child.connected
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

  /** One that serves drains; one that is still starting has promised nothing to anybody. */
  stop(): void {
    if (this.serves) post(this.child, { kind: 'stop' })
    else this.kill()
  }

  kill(): void {
    this.child.kill('SIGKILL')
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
