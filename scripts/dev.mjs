// `npm run start:dev`: builds server and page with every change, and starts the server anew with every build. Ctrl-C ends all of it.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, watch } from 'node:fs'
import process, { chdir, execPath, kill, platform } from 'node:process'
import { fileURLToPath } from 'node:url'

/** Milliseconds without a change in dist, after which a build is taken to be complete. */
const QUIET_MS = 500

/** What each build makes. */
const BUILT = ['dist/main.js', 'dist/page/index.html', 'dist/docs-page/docs.html']

const running = new Set()
let server
let stopping = false
let timer

/** In a group of its own, so that Ctrl-C reaches it once, from here: the server takes a second signal for impatience. */
function run(...command) {
  const child = spawn(execPath, command, {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: platform !== 'win32',
  })
  child.ended = new Promise((resolve) => child.once('exit', resolve))
  running.add(child)
  void child.ended.then(() => running.delete(child))
  return child
}

function stop(child) {
  if (running.has(child)) kill(child.pid, 'SIGTERM')
  return child.ended
}

/** A watcher that ends by itself takes everything with it: nothing would be built any more. */
function keepRunning(...command) {
  void run(...command).ended.then((code) => end(code ?? 1))
}

async function restart() {
  if (stopping || !BUILT.every((file) => existsSync(file))) return
  const old = server
  server = undefined
  if (old) await stop(old)
  // Another build, or the end, came meanwhile.
  if (server || stopping) return
  server = run('--enable-source-maps', 'dist/main.js')
  void server.ended.then((code) => code && !stopping && console.error('Waiting for a change.'))
}

async function end(code) {
  if (stopping) return
  stopping = true
  clearTimeout(timer)
  await Promise.all([...running].map(stop))
  process.exit(code)
}

chdir(fileURLToPath(new URL('..', import.meta.url)))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(0))
rmSync('dist', { recursive: true, force: true })
mkdirSync('dist')
watch('dist', { recursive: true }, () => {
  clearTimeout(timer)
  timer = setTimeout(() => void restart(), QUIET_MS)
})
keepRunning('node_modules/@nestjs/cli/bin/nest.js', 'build', '--watch', '--preserveWatchOutput')
for (const page of ['src/web/client', 'src/web/client/docs'])
  keepRunning('node_modules/vite/bin/vite.js', 'build', page, '--watch', '--logLevel', 'warn')
