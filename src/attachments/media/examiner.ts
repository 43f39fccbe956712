// The program of an examiner: a process of its own, in which what strangers have sent is decoded. It is told one job at a time by
// its parent, reads the file from stdin, and answers. Whatever breaks it breaks nothing else.
import { writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import type { Findings, Job } from './examination.js'

/** Milliseconds between looks at what a decoder takes: few enough that it does not get far beyond. */
const LOOK_MS = 20
/** Beside messages, pictures can wait: a third of the processor where both want all of it. */
const NICE = 5
/** If the machine has no memory left, this process is to go, and not its parent. */
const FIRST_TO_GO = '1000'

/** Bytes of memory, and seconds of the processor for one file. */
const [mostMemory = 0, mostCpu = 0] = process.argv.slice(2).map(Number)
/** What the processor had done when the file began to be read; before, it is loading a reader, which is not the file's doing. */
let begun: NodeJS.CpuUsage | undefined

/** Neither is possible everywhere, and both only help. */
function stepBack(): void {
  for (const step of [
    () => setPriority(NICE),
    () => writeFileSync('/proc/self/oom_score_adj', FIRST_TO_GO),
  ]) {
    try {
      step()
    } catch {
      continue
    }
  }
}

/** At once: `process.exit` would wait for the decoder. By a signal that nobody else sends, where there are such. */
function end(): void {
  process.kill(process.pid, process.platform === 'win32' ? 'SIGKILL' : 'SIGALRM')
}

/** As many bytes of stdin as the job says: the next job comes only after its answer. */
async function take(size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(size)
  let filled = 0
  for await (const piece of process.stdin.iterator({ destroyOnReturn: false })) {
    filled += (piece as Buffer).copy(bytes, filled)
    if (filled === size) break
  }
  return bytes
}

/** Each is loaded when it is needed: most examiners see pictures alone. */
async function readerFor({ subject, mostPixels, waveform = false, patience }: Job) {
  if (subject === 'picture') {
    const { readPicture } = await import('./picture.js')
    return async (bytes: Buffer): Promise<Findings> => ({ picture: await readPicture(bytes, mostPixels) })
  }
  if (subject === 'avatar') {
    const { avatarOf } = await import('./picture.js')
    return async (bytes: Buffer): Promise<Findings> => ({ avatar: await avatarOf(bytes) })
  }
  const { readSound } = await import('./sound.js')
  const deadline = performance.now() + patience
  return async (bytes: Buffer): Promise<Findings> => ({
    sound: await readSound(bytes, { waveform, deadline }),
  })
}

async function examine(job: Job): Promise<Findings> {
  const bytes = await take(job.size)
  try {
    const read = await readerFor(job)
    begun = process.cpuUsage()
    return await read(bytes).catch(() => ({}))
  } catch (error) {
    return { failed: String(error) }
  } finally {
    begun = undefined
  }
}

stepBack()
setInterval(() => {
  // Not the time that has passed: what a file is must not depend on what else the machine does.
  const { user, system } = begun ? process.cpuUsage(begun) : { user: 0, system: 0 }
  const tooMuch = process.memoryUsage.rss() > mostMemory || user + system > mostCpu * 1_000_000
  // The parent may have gone before this program was loaded, when nobody heard of it.
  if (tooMuch || !process.connected) end()
}, LOOK_MS)
// A terminal tells all of its processes to stop; the parent decides when this one does.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
process.on('disconnect', end)
process.on('message', (job: Job) => void examine(job).then((findings) => process.send!(findings)))
