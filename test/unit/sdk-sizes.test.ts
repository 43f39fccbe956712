// How much an app takes on with the client: bundled, minified and gzipped as a page would have it.
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { describe, expect, it } from 'vitest'

interface Bundled {
  /** Bytes, gzipped, by the name of the file. */
  sizes: Record<string, number>
  /** What it expects to find where it is run. */
  imports: string[]
}

async function bundled(input: Record<string, string>): Promise<Bundled> {
  const bundle = await rolldown({
    input,
    platform: 'browser',
    tsconfig: 'client/tsconfig.json',
    external: [/^[^./]/],
    resolve: { extensionAlias: { '.js': ['.ts'] } },
  })
  const { output } = await bundle.generate({ minify: true, comments: false, chunkFileNames: '[name].js' })
  await bundle.close()
  const chunks = output.flatMap((each) => (each.type === 'chunk' ? [each] : []))
  return {
    sizes: Object.fromEntries(chunks.map(({ name, code }) => [name, gzipSync(code, { level: 9 }).length])),
    imports: [...new Set(chunks.flatMap((each) => each.imports))].filter((each) => !each.endsWith('.js')),
  }
}

describe('gzipped, the client', () => {
  it('is 15 kB at the most, and what keeps things in a browser 4 kB, which come when they are needed', async () => {
    const { sizes, imports } = await bundled({ core: 'client/src/index.ts' })
    console.log('Gzipped:', sizes)
    expect(Object.keys(sizes).toSorted()).toEqual(['core', 'indexeddb'])
    expect(sizes['core']).toBeGreaterThan(1000)
    expect(sizes['core']).toBeLessThanOrEqual(15_000)
    expect(sizes['indexeddb']).toBeLessThanOrEqual(4000)
    // Nothing but what a browser has.
    expect(imports).toEqual([])
  })

  it('has hooks of 3 kB at the most, with nothing of the client in them', async () => {
    const { sizes, imports } = await bundled({ react: 'client/src/react.ts' })
    console.log('Gzipped:', sizes)
    expect(sizes['react']).toBeLessThanOrEqual(3000)
    expect(imports).toEqual(['react'])
  })
})
