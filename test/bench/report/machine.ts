// Where and when a bench ran, and what was asked of it.
import { execFileSync } from 'node:child_process'
import { statfsSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import type { Bench } from '../bench.js'

/** From statfs(2). */
const TMPFS = 0x01021994

function commit(): string {
  try {
    const changed = execFileSync('git', ['status', '--porcelain', '--', 'src'], { encoding: 'utf8' }).trim()
    const hash = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
    return changed ? `${hash}, with changes` : hash
  } catch {
    return 'unknown'
  }
}

/** Lines of a Markdown list. */
export function describeRun({ options, postgres }: Bench, args: string[]): string[] {
  const [cpu] = cpus()
  const onDisk = statfsSync(tmpdir()).type !== TMPFS
  return [
    `- ${new Date().toISOString()}, commit ${commit()}: \`npm run bench${args.length > 0 ? ` -- ${args.join(' ')}` : ''}\` (${options.effortName}, ${options.effort.runs} interleaved ${options.effort.runs === 1 ? 'run' : 'runs'})`,
    `- ${cpus().length} cores of ${cpu?.model.trim() ?? 'an unknown kind'}, ${Math.round(totalmem() / 2 ** 30)} GB, shared by servers, PostgreSQL and ${options.clients} load processes; load average at the start ${loadavg()[0]!.toFixed(1)}`,
    `- Node ${process.version}, PostgreSQL ${postgres.version}${onDisk ? '' : ', its data in memory (tmpfs): fsync costs nothing here'}`,
    `- Open loop: messages of 100 characters, ${options.clientIds ? 'each with' : 'without'} a client_id, are sent when they are due, whatever is still unanswered; times count from when they were due. plain Socket.IO and plain ws acknowledge and broadcast messages of the same shape, and store nothing; with one INSERT each they wait for it first.`,
  ]
}
