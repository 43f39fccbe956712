// Builds server and page into dist. With --if-needed only where dist is not what this source would become.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { chdir, version } from 'node:process'
import { fileURLToPath } from 'node:url'

/** Side by side: the server, the page, and the page of the API. */
const BUILDS = [
  'nest build && node scripts/bundle.mjs',
  'vite build src/web/client --logLevel warn',
  'vite build src/web/client/docs --logLevel warn',
]
/** What dist is made of; the lock file stands for what is installed. */
const INPUTS = [
  'src',
  'client/src',
  'scripts/build.mjs',
  'scripts/bundle.mjs',
  'package.json',
  'package-lock.json',
  'nest-cli.json',
  'tsconfig.json',
]
/** Beside what was built: what it was built from. */
const STAMP = 'dist/.built'

const filesOf = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .toSorted()
    : [path]

/** Contents, not times: those say nothing after a `git pull` or a copy. */
function hashOfInputs() {
  const hash = createHash('sha256').update(version)
  for (const file of INPUTS.flatMap(filesOf)) hash.update(`\0${file}\0`).update(readFileSync(file))
  return hash.digest('hex')
}

/** Sizes and times are enough: whatever else writes there changes them. */
function hashOfOutputs() {
  const hash = createHash('sha256')
  for (const file of filesOf('dist')) {
    if (file === join(STAMP)) continue
    const { size, mtimeMs } = statSync(file)
    hash.update(`${file}\0${size}\0${mtimeMs}\0`)
  }
  return hash.digest('hex')
}

const isBuilt = (inputs) =>
  existsSync(STAMP) && readFileSync(STAMP, 'utf8') === `${inputs}\n${hashOfOutputs()}\n`

/** @returns whether it has succeeded; if not, it has said what is wrong */
async function run(command, env) {
  const [code] = await once(spawn(command, { shell: true, stdio: 'inherit', env }), 'exit')
  return code === 0
}

async function build() {
  const inputs = hashOfInputs()
  if (process.argv.includes('--if-needed') && isBuilt(inputs)) return
  rmSync('dist', { recursive: true, force: true })
  mkdirSync('dist')
  const PATH = [resolve('node_modules/.bin'), process.env.PATH].join(delimiter)
  const built = await Promise.all(BUILDS.map((each) => run(each, { ...process.env, PATH })))
  if (built.includes(false)) process.exit(1)
  // Of before: what was changed meanwhile is built the next time.
  writeFileSync(STAMP, `${inputs}\n${hashOfOutputs()}\n`)
}

chdir(fileURLToPath(new URL('..', import.meta.url)))
// An image, or a package, has what was built and nothing to build.
if (existsSync('src')) await build()
