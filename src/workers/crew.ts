// All workers of one server: whoever ends is replaced, and every connection of the one port goes to one of them.
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { log } from '../common/log.js'
import { handleOf, type FromWorker, type Handle, type Start } from './messages.js'
import { WorkerProcess } from './worker-process.js'

/** A worker that ends sooner than this was no use: after the second in a row, the next one waits. */
const EARLY_MS = 10_000
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000
/** Between attempts to find somebody for a connection: a worker that has died is known to have within a moment. */
const RETRY_MS = 20
/** Connections that may wait for a worker while none is there. */
const MOST_WAITING = 1000
/** A worker drains in 5 s, and then says goodbye to its database. */
const STOP_MS = 6000

export class Crew {
  private readonly workers = new Map<number, WorkerProcess>()
  /** Connections that nobody has taken yet. */
  private readonly waiting = new Set<Socket>()
  private stopping = false

  /** @param size how many there are. @param told what each of them is told, beside its number */
  constructor(
    private readonly size: number,
    private readonly told: Omit<Start, 'kind' | 'worker'>,
  ) {}

  /**
   * Starts them all.
   * @returns when everyone can serve: whether nobody has ever signed up
   * @throws StartupError what the first says who cannot
   */
  async start(): Promise<boolean> {
    const all = Array.from({ length: this.size }, (_, index) => this.fork(index + 1))
    const [isEmpty = false] = await Promise.all(all.map(({ ready }) => ready))
    all.forEach((worker, index) => void this.keep(index + 1, worker))
    return isEmpty
  }

  /** Those who can serve, by their numbers. */
  get ready(): WorkerProcess[] {
    return [...this.workers.values()].filter(({ isReady }) => isReady)
  }

  /** Gives a connection, of which nothing has been read, to whoever has fewest; to another one, where that one dies. */
  async place(socket: Socket): Promise<void> {
    if (this.ready.length === 0 && this.waiting.size >= MOST_WAITING) return void socket.destroy()
    this.waiting.add(socket)
    for (; !this.stopping || this.ready.length > 0; await sleep(RETRY_MS)) {
      const handle = handleOf(socket)
      if (!handle || (await this.leastBusy()?.take(handle))) break
    }
    this.waiting.delete(socket)
    // It goes on where it was taken: only our copy of it is closed.
    socket.destroy()
  }

  /** Lets everyone drain; resolves when all are gone. */
  async stop(): Promise<void> {
    this.stopping = true
    const all = [...this.workers.values()]
    const over = Promise.all(all.map((worker) => ended(worker)))
    await Promise.all(all.map(({ drained }) => drained))
    for (const worker of all) worker.leave()
    await over
  }

  /** Ends everyone at once. */
  kill(): void {
    this.stopping = true
    for (const worker of this.workers.values()) worker.kill()
  }

  /** One of those with the fewest connections: by chance, or clients who do everything twice would all meet at one of two. */
  private leastBusy(): WorkerProcess | undefined {
    const [all, well] = [this.ready, this.ready.filter(({ isSilent }) => !isSilent)]
    const ready = well.length > 0 ? well : all
    const least = Math.min(...ready.map(({ load }) => load))
    const idle = ready.filter(({ load }) => load === least)
    return idle[Math.floor(Math.random() * idle.length)]
  }

  private fork(number: number): WorkerProcess {
    const worker = new WorkerProcess({ worker: number, ...this.told }, (message, handle) =>
      this.move(message, handle),
    )
    this.workers.set(number, worker)
    return worker
  }

  /** Replaces a worker whenever it ends. */
  private async keep(number: number, first: WorkerProcess): Promise<void> {
    let early = 0
    for (let worker = first; ; worker = this.fork(number)) {
      const began = performance.now()
      // The first has said so already, to whoever started it.
      worker.ready.catch((error: Error) => this.stopping || log().error({ worker: number }, error.message))
      const how = await worker.exited
      if (this.stopping) return
      early = performance.now() - began < EARLY_MS ? early + 1 : 0
      const wait = early < 2 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (early - 2), LONGEST_WAIT_MS)
      log().error({ worker: number, process: worker.pid, exit: how, wait_ms: wait }, 'A worker has ended')
      await sleep(wait)
      if (this.stopping) return
    }
  }

  private async move(
    { to, request }: FromWorker & { kind: 'move' },
    handle: Handle | undefined,
  ): Promise<boolean> {
    if (!handle) return false
    const taken = await this.workers.get(to)?.take(handle, request)
    handle.close()
    return taken ?? false
  }
}

async function ended(worker: WorkerProcess): Promise<void> {
  worker.stop()
  const late = setTimeout(() => worker.kill(), STOP_MS)
  await worker.exited
  clearTimeout(late)
}
