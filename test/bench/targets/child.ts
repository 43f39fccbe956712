// A server under measurement: a process that prints its address, and is gone when the bench is.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

const START_WITHIN_MS = 30_000
const STOP_WITHIN_MS = 10_000

const running = new Set<ChildProcess>()
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')))

export interface ChildOptions {
  command?: string
  args: string[]
  env?: Record<string, string>
  cwd?: string
  /** What it prints when it is ready; the first group is its port. */
  ready: RegExp
}

export class Child {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start({
    command = process.execPath,
    args,
    env = {},
    cwd,
    ready,
  }: ChildOptions): Promise<Child> {
    const { PATH = '', HOME = '' } = process.env
    const child = spawn(command, args, {
      cwd,
      env: { PATH, HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    child.once('exit', () => running.delete(child))
    try {
      return new Child(child, await portOf(child, ready))
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    }
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  /** Asks it to end, and after a while makes it. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const gone = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    const patience = new AbortController()
    const late = pause(STOP_WITHIN_MS, 'late', { signal: patience.signal }).catch(() => undefined)
    if ((await Promise.race([gone, late])) === 'late') {
      this.child.kill('SIGKILL')
      await gone
    }
    patience.abort()
  }
}

/** What the child prints when it is ready; fails when it ends first, or takes too long. */
function portOf(child: ChildProcess, ready: RegExp): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = ''
    const fail = (reason: string) => {
      clearTimeout(timer)
      reject(new Error(`${child.spawnargs.at(-1)} ${reason}.\n${output}`))
    }
    const timer = setTimeout(() => fail('was not ready in time'), START_WITHIN_MS)
    const read = (text: Buffer) => {
      // The rest of what it prints matters only when it does not start.
      output = (output + text.toString()).slice(-10_000)
      const match = ready.exec(output)
      if (!match) return
      clearTimeout(timer)
      resolve(Number(match[1]))
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', ({ message }) => fail(`did not start: ${message}`))
    child.once('exit', (code) => fail(`ended with ${code}`))
  })
}
