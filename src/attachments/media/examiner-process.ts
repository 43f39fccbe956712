// One examiner as its parent has it: started when there is something to examine, ended when nobody waits for it any more.
import { fork, type ChildProcess } from 'node:child_process'
import type { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Findings, Job } from './examination.js'

/** Milliseconds without a job after which its memory is worth more than the start of another one. */
const IDLE_MS = 60_000
/** MiB of JavaScript, which only tells the decoders what to do. */
const HEAP_MB = 128
const PROGRAM = fileURLToPath(new URL('./examiner.js', import.meta.url))

export interface ExaminerLimits {
  /** Seconds of the processor for one file. */
  cpu: number
  /** Bytes of all that the process holds. */
  memory: number
}

/** What the file was: read, or what broke its reader or took more of it than it may. */
export type Outcome = Findings | 'broken'

export class ExaminerProcess {
  private child: ChildProcess | undefined
  private idle: NodeJS.Timeout | undefined

  /** @param program a file of Node's; the examiner's own unless told */
  constructor(
    private readonly limits: ExaminerLimits,
    private readonly program = PROGRAM,
  ) {}

  /**
   * One at a time. It lasts until `end` is called, if need be.
   * @throws what `bytes` throws; Error where there can be no such process
   */
  async examine(job: Job, bytes: AsyncIterable<Buffer>): Promise<Outcome> {
    clearTimeout(this.idle)
    const child = (this.child ??= this.start())
    const answer = answerOf(child)
    child.send(job)
    try {
      await Promise.race([handOver(bytes, child), answer])
      const outcome = await answer
      if (outcome === 'broken') this.end()
      else this.idle = setTimeout(() => this.end(), IDLE_MS).unref()
      return outcome
    } catch (error) {
      this.end()
      throw error
    }
  }

  /** Ends it, whatever it does. The next job starts another one. */
  end(): void {
    clearTimeout(this.idle)
    this.child?.kill('SIGKILL')
    this.child = undefined
  }

  /** With nothing of the environment: whoever breaks a decoder finds no secret in it. It keeps no process from ending. */
  private start(): ChildProcess {
    const child = fork(this.program, [String(this.limits.memory), String(this.limits.cpu)], {
      env: {},
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
      serialization: 'advanced',
      stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    })
    child.unref()
    child.channel?.unref()
    // Whoever hands something over, or waits for an answer, hears of its end.
    child.on('error', () => undefined)
    child.stdin?.on('error', () => undefined)
    child.once('exit', () => {
      if (this.child === child) this.child = undefined
    })
    return child
  }
}

/** Its next answer. */
function answerOf(child: ChildProcess): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const settled = (settle: () => void) => {
      child.off('message', answered).off('exit', broken).off('error', impossible)
      settle()
    }
    const answered = (message: unknown) => {
      const findings = message as Findings
      settled(() => (findings.failed === undefined ? resolve(findings) : reject(new Error(findings.failed))))
    }
    // Its own end is the file's doing; that somebody else has ended it, such as a machine without memory, says nothing of the file.
    const broken = (_: number | null, signal: NodeJS.Signals | null) =>
      settled(() => (signal === 'SIGKILL' ? reject(new Error('its examiner was ended')) : resolve('broken')))
    const impossible = (error: Error) => settled(() => reject(error))
    child.on('message', answered).on('exit', broken).on('error', impossible)
  })
}

/** No faster than they are taken, so that a large file is never in this process. */
async function handOver(bytes: AsyncIterable<Buffer>, { stdin }: ChildProcess): Promise<void> {
  for await (const piece of bytes) {
    if (!stdin?.writable) return
    if (!stdin.write(piece)) await drained(stdin)
  }
}

/** Resolves when more can be written, or nobody reads any more. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done)
      resolve()
    }
    stream.on('drain', done).on('close', done)
  })
}
