// A server of several workers: how it is started, and the processes that it consists of.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { migratedDatabase } from './database.js'
import { pause } from './inbox.js'
import { startedProcesses } from './started-processes.js'
import { ADMIN_KEY, startServer, type Exit, type Server, type ServerOptions } from './server.js'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** A server of two workers for the calling test or file, unless `env` says another number. */
export const startWorkers = ({ env, ...options }: ServerOptions = {}): Promise<Server> =>
  startServer({ ...options, env: { WORKERS: '2', METRICS_PORT: '0', ...env } })

/** The processes that serve for it, in the order in which they were started. */
export function workersOf({ pid }: { pid: number }): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  return rows
    .map((row) => /^\s*(\d+)\s+(\d+)\s.*\/workers\/worker\.js/.exec(row))
    .filter((found) => Number(found?.[2]) === pid)
    .map((found) => Number(found?.[1]))
}

/** Resolves when none of these processes is there any more. */
export async function gone(pids: readonly number[], ms: number): Promise<void> {
  for (const end = performance.now() + ms; pids.some(isThere); await pause(20))
    if (performance.now() > end) throw new Error(`${pids.filter(isThere).join()} there after ${ms} ms`)
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A server that is told to end before it serves, or as a terminal tells it: with its whole group of processes. */
export interface Launched {
  pid: number
  readonly stdout: string
  exited: Promise<Exit>
}

/** Starts one in a group of processes of its own, and waits for nothing. */
export async function launched(): Promise<Launched> {
  const folder = mkdtempSync(join(tmpdir(), 'chat-server-'))
  const { PATH = '', HOME = '' } = process.env
  const settings = { PORT: '0', HOST: '127.0.0.1', WORKERS: '2', LOG_LEVEL: 'warn', ADMIN_KEY }
  const DATABASE_URL = await migratedDatabase()
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    detached: true,
    env: { PATH, HOME, ...settings, DATABASE_URL },
  })
  startedProcesses.add(child)
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const exited = once(child, 'close').then(([code]) => {
    startedProcesses.delete(child)
    rmSync(folder, { recursive: true, force: true })
    return { code: code as number | null, ...output }
  })
  return {
    pid: child.pid ?? 0,
    get stdout() {
      return output.stdout
    },
    exited,
  }
}
