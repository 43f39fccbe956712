// Builds server and page into dist. With --if-needed only where dist is not what this source would become.
import { execSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { chdir, version } from 'node:process'
import { fileURLToPath } from 'node:url'

const BUILD = ['nest build', 'node scripts/bundle.mjs', 'vite build src/web/client --logLevel warn'].join(
  ' && ',
)
/** What dist is made of; the lock file stands for what is installed. */
const INPUTS = [
  'src',
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

function build() {
  const inputs = hashOfInputs()
  if (process.argv.includes('--if-needed') && isBuilt(inputs)) return
  rmSync('dist', { recursive: true, force: true })
  const PATH = [resolve('node_modules/.bin'), process.env.PATH].join(delimiter)
  execSync(BUILD, { stdio: 'inherit', env: { ...process.env, PATH } })
  // Of before: what was changed meanwhile is built the next time.
  writeFileSync(STAMP, `${inputs}\n${hashOfOutputs()}\n`)
}

chdir(fileURLToPath(new URL('..', import.meta.url)))
// An image, or a package, has what was built and nothing to build.
if (existsSync('src')) {
  try {
    build()
  } catch (error) {
    // What was run has said what is wrong.
    if (error.status === undefined) throw error
    process.exit(1)
  }
}
