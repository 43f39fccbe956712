// A real nginx with `deploy/nginx.conf`, its addresses replaced by those of a test.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pause } from './inbox.js'
import { freePort } from './own-postgres.js'
import { whenDone } from './when-done.js'
import { isInstalled } from './installed.js'

const FILE = fileURLToPath(new URL('../../deploy/nginx.conf', import.meta.url))
const START_LIMIT = 10_000

interface NginxOptions {
  /** `/chat`: the second way of the file, below that path. */
  prefix?: string
  port?: number
}

export const hasNginx = (): boolean => isInstalled('nginx', ['-v'], 'what is behind it is not tested')

export class Nginx {
  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  /** @param nodes addresses of the two nodes that the file names */
  static async start(nodes: string[], { prefix = '', port }: NginxOptions = {}): Promise<Nginx> {
    const folder = mkdtempSync(join(tmpdir(), 'chat-nginx-'))
    // Its workers are somebody else.
    chmodSync(folder, 0o755)
    const at = port ?? (await freePort())
    writeFileSync(
      join(folder, 'nginx.conf'),
      adapted(readFileSync(FILE, 'utf8'), { folder, nodes, at, prefix }),
    )
    const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    // Not killed: its workers would go on without it.
    process.once('exit', () => child.kill('SIGTERM'))
    const nginx = new Nginx(`http://127.0.0.1:${at}${prefix}`, folder, child)
    await nginx.answers()
    return nginx
  }

  /** A line for each request that is over: `<method> <path> <status> <address of the node>`. */
  get lines(): string[] {
    const text = readFileSync(join(this.folder, 'access.log'), 'utf8').trimEnd()
    return text.split('\n').map((line) => {
      const [, request, status, node] = /"([^"]*)" (\d+) \S+ \S+ (\S+)/.exec(line) ?? []
      return `${request} ${status} ${node}`
    })
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    await exited
    rmSync(this.folder, { recursive: true, force: true })
  }

  private async answers(): Promise<void> {
    for (const end = Date.now() + START_LIMIT; Date.now() < end; await pause(50))
      if (await fetch(`${this.url}/health/live`).catch(() => undefined)) return
    throw new Error(`nginx does not answer at ${this.url}`)
  }
}

/** Started for the calling test or file, and stopped when that is done. */
export async function startNginx(nodes: string[], options?: NginxOptions): Promise<Nginx> {
  const nginx = await Nginx.start(nodes, options)
  whenDone(() => nginx.stop())
  return nginx
}

interface Place {
  folder: string
  nodes: string[]
  at: number
  prefix: string
}

function adapted(text: string, { folder, nodes, at, prefix }: Place): string {
  const here = nodes.reduce(
    (file, url, index) => replaced(file, `node${index + 1}:3000`, new URL(url).host),
    replaced(text, '/tmp/', `${folder}/`),
  )
  const listening = replaced(
    replaced(here, 'listen 8080', `listen 127.0.0.1:${at}`),
    '/dev/stdout',
    `${folder}/access.log`,
  )
  return prefix ? belowPath(listening, prefix) : listening
}

/** As its comment says: the location below a path instead of the one of everything. */
function belowPath(text: string, prefix: string): string {
  const [, location] = /\n( +# +location \/chat\/ \{\n(?: +#.*\n)+)/.exec(text) ?? []
  if (location === undefined) throw new Error('deploy/nginx.conf has no location below a path')
  const everything = /\n +location \/ \{\n[^}]*\}\n/
  const uncommented = location.replaceAll(/^( +)#/gm, '$1').replaceAll('/chat', prefix)
  return replaced(replaced(text, everything, '\n'), location, uncommented)
}

/** Fails where there is nothing to replace: the file has changed. */
function replaced(text: string, what: string | RegExp, by: string): string {
  const result = typeof what === 'string' ? text.replaceAll(what, by) : text.replace(what, by)
  if (result === text) throw new Error(`deploy/nginx.conf has no ${what}`)
  return result
}
