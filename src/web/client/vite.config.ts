// How the page is built: two documents and their hashed assets, into dist/page, from where src/web/page.ts serves them.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  // Relative: a proxy may put all of it below a path.
  base: './',
  // The SDK as it is here, not as it was packed.
  resolve: { alias: { 'whatsapp-api-client': here('../../../client/src/index.ts') } },
  build: {
    outDir: here('../../../dist/page'),
    emptyOutDir: true,
    target: 'es2022',
    // Those that have light-dark() themselves; for older ones it would be written out, many times over.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // Nothing inline: the policy that the page is served with allows no script or style of that kind.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [here('index.html'), here('console.html')] },
  },
})
