// The program of a worker: a node of the chat, whose connections the supervisor hands to it.
import 'reflect-metadata'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { rmSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import type { Registry } from 'prom-client'
import type { Chat } from '../chat.js'
import { NEST_LOGGER } from '../common/log.js'
import { counts } from '../common/measures.js'
import { withoutSecrets } from '../common/secrets.js'
import { StartupError } from '../config/startup-error.js'
import { post, type FromWorker, type Handle, type Start, type ToWorker } from './messages.js'
import { goOn, Moves } from './moves.js'
import { addressOf, forward, hearNeighbours } from './neighbours.js'
import { nameOf, workerOf } from './sids.js'

/** A terminal tells every process at once; when a worker ends is the supervisor's matter. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)

/** How often the supervisor is told how many live connections there are. */
const COUNT_MS = 500

const say = (message: FromWorker, handle?: Handle): void => post(process, message, handle)

class Worker {
  private readonly moves = new Moves()
  private readonly measures: Registry | undefined
  private stopping = false
  /** Allows it to end. */
  private leave: () => void = () => undefined

  private constructor(
    private readonly start: Start,
    private readonly chat: Chat,
  ) {
    if (!start.measured) return
    this.measures = chat.measures()
    this.measures.setDefaultLabels({ worker: String(start.worker) })
  }

  /** Opens its chat, and says that it can serve. */
  static async begin(start: Start): Promise<Worker> {
    const { Chat } = await import('../chat.js')
    const { config, worker: number, folder } = start
    const named = Object.freeze({ ...config, NODE_NAME: nameOf(number, config.NODE_NAME) })
    const worker = new Worker(start, await Chat.open(named, NEST_LOGGER))
    await worker.serve(addressOf(folder, number))
    return worker
  }

  /** What the supervisor wants. */
  receive(message: ToWorker, handle: Handle | undefined): void {
    if (message.kind === 'stop') void this.end()
    else if (message.kind === 'leave') this.leave()
    else if (message.kind === 'moved') this.moves.end(message.id, message.taken)
    else if (message.kind === 'measure') void this.measure(message.id)
    else if (message.kind === 'connection') {
      // First: whatever is done with it may end this process, and then nobody else must begin with it anew.
      say({ kind: 'taken', id: message.id, taken: handle !== undefined })
      if (handle) goOn(this.chat.server, handle, message.request)
    }
  }

  /** Drains, and ends the process. */
  async end(): Promise<void> {
    if (!process.connected) this.leave()
    if (this.stopping) return
    this.stopping = true
    await this.chat.close()
    // Of a supervisor that was killed, the folder is left.
    if (!process.connected) rmSync(this.start.folder, { recursive: true, force: true })
    process.exit(0)
  }

  private async serve(address: string): Promise<void> {
    const { server } = this.chat
    // It does not listen itself, and looks for requests that take too long only from here on.
    server.emit('listening')
    this.sendElsewhere(server)
    this.stayForOthers(server)
    rmSync(address, { force: true })
    await hearNeighbours(server, address)
    say({ kind: 'ready', isEmpty: await this.chat.isEmpty().catch(() => false) })
    setInterval(() => say({ kind: 'open', count: liveConnections() }), COUNT_MS).unref()
  }

  /** What is another worker's goes there, ahead of every listener. */
  private sendElsewhere(server: Server): void {
    const { worker, folder, config } = this.start
    const elsewhere = (request: IncomingMessage): number | undefined => {
      const owner = workerOf(request, config.NODE_NAME)
      return owner === worker || owner === undefined || owner > config.WORKERS ? undefined : owner
    }
    takeOver(server, 'request', (request: IncomingMessage, response: ServerResponse, others) => {
      const owner = elsewhere(request)
      if (owner === undefined) others()
      else forward(request, response, addressOf(folder, owner), others)
    })
    takeOver(server, 'upgrade', (request: IncomingMessage, socket: Duplex, others, head: Buffer) => {
      const owner = elsewhere(request)
      if (owner === undefined) others()
      else this.moves.begin(owner, request, socket, head)
    })
  }

  /** What clients of another worker ask comes here as well: nobody closes before all have said goodbye. */
  private stayForOthers(server: Server): void {
    const close = server.close.bind(server)
    const may = new Promise<void>((resolve) => (this.leave = resolve))
    server.close = (closed) => {
      say({ kind: 'drained' })
      void may.then(() => close(closed))
      return server
    }
  }

  private async measure(id: number): Promise<void> {
    say({ kind: 'measures', id, text: (await this.measures?.metrics().catch(() => '')) ?? '' })
  }
}

const liveConnections = (): number => Object.values(counts.connections).reduce((sum, each) => sum + each, 0)

/** From now on `first` decides whether the listeners that there are hear of an event. */
function takeOver<Answer>(
  server: Server,
  event: 'request' | 'upgrade',
  first: (request: IncomingMessage, answer: Answer, others: () => void, head: Buffer) => void,
): void {
  const listeners = server.rawListeners(event)
  server.removeAllListeners(event)
  server.on(event, (...args: unknown[]) => {
    const [request, answer, head] = args as [IncomingMessage, Answer, Buffer]
    first(request, answer, () => listeners.forEach((each) => void each.apply(server, args)), head)
  })
}

async function run(): Promise<void> {
  const start = await new Promise<Start>((resolve) =>
    process.once('message', (message) => resolve(message as Start)),
  )
  // Without a supervisor nobody would come; what it has is brought to an end in order.
  process.once('disconnect', () => void (worker ? worker.end() : process.exit(1)))
  let worker: Worker | undefined
  worker = await Worker.begin(start)
  process.on('message', (message, handle) =>
    worker.receive(message as ToWorker, handle as Handle | undefined),
  )
}

run().catch((error: unknown) => {
  const text = error instanceof StartupError ? error.message : ((error as Error)?.stack ?? String(error))
  const leave = () => process.exit(1)
  post(process, { kind: 'failed', why: withoutSecrets(text) }, undefined, leave)
  // Until it has been said; the supervisor then ends it anyway.
  setTimeout(leave, 1000)
})
