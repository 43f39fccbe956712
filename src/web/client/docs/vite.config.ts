// How the page of the API is built: Swagger UI and what is ours around it, into dist/docs-page, from where src/web/docs-page.ts serves it.
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** A dependency of @nestjs/swagger, perhaps installed inside it. */
const swaggerUi = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger')).resolve(
  'swagger-ui-dist/package.json',
)

export default defineConfig({
  root: here('.'),
  // Relative: a proxy may put all of it below a path.
  base: './',
  publicDir: false,
  resolve: { alias: { 'swagger-ui-dist': dirname(swaggerUi) } },
  build: {
    outDir: here('../../../../dist/docs-page'),
    // The page is `/docs`, and what it loads lies below that.
    assetsDir: 'docs',
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // Nothing inline: the policy that the page is served with allows no script of that kind.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: here('docs.html') },
  },
})
