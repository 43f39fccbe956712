// Says how long a start takes, from the command to the first answer of /health/ready: node scripts/start-time.mjs [times] [command …]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

const [times = '10', ...given] = process.argv.slice(2)
const [command, ...options] = given.length > 0 ? given : [process.execPath, 'dist/main.js']

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

/** One start and its end; milliseconds. */
async function start() {
  const PORT = await freePort()
  const begun = performance.now()
  const child = spawn(command, options, { env: { ...process.env, HOST: '127.0.0.1', PORT }, stdio: 'pipe' })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const ended = once(child, 'exit')
  const isReady = () =>
    fetch(`http://127.0.0.1:${PORT}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(said)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const took = performance.now() - begun
  child.kill('SIGINT')
  await ended
  return took
}

const all = []
for (let n = Number(times); n > 0; n--) all.push(await start())
all.sort((one, other) => one - other)
const [least, median, most] = [0, all.length >> 1, all.length - 1].map((at) => `${Math.round(all[at])} ms`)
console.log(`${command} ${options.join(' ')}: ${median} (${least} to ${most}, ${all.length} starts)`)
