// The load processes, as the bench sees them.
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Answer, LoadMethod, LoadMethods } from './protocol.js'

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url))

class LoadProcess {
  private readonly child: ChildProcess
  private readonly waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  private calls = 0

  constructor() {
    this.child = fork(WORKER)
    this.child.on('message', ({ id, result, error }: Answer) => {
      const call = this.waiting.get(id)
      this.waiting.delete(id)
      if (error === undefined) call?.resolve(result)
      else call?.reject(new Error(error))
    })
    this.child.once('exit', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('A load process has ended.'))
      this.waiting.clear()
    })
  }

  call(method: LoadMethod, argument: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (!this.child.connected) return reject(new Error('A load process has ended.'))
      const id = this.calls++
      this.waiting.set(id, { resolve, reject })
      this.child.send({ id, method, argument })
    })
  }

  stop(): void {
    this.child.kill('SIGKILL')
  }
}

export class LoadPool {
  private readonly processes: LoadProcess[]

  constructor(readonly size: number) {
    this.processes = Array.from({ length: size }, () => new LoadProcess())
  }

  /** Calls every process, each with its own argument; answers in the same order. */
  all<Method extends LoadMethod>(
    method: Method,
    argument: (index: number) => LoadMethods[Method]['takes'],
  ): Promise<LoadMethods[Method]['answers'][]> {
    const calls = this.processes.map((each, index) => each.call(method, argument(index)))
    return Promise.all(calls) as Promise<LoadMethods[Method]['answers'][]>
  }

  stop(): void {
    for (const each of this.processes) each.stop()
  }
}
