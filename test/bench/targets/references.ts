// The references as plain JavaScript: a loader in their process would leave memory behind that their connections then reuse.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCES = fileURLToPath(new URL('../references', import.meta.url))
/** Inside the checkout, so that they find what is installed. */
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache', import.meta.url))

/** @returns the folder of the built references; `removeReferences` takes it away */
export async function buildReferences(): Promise<string> {
  const { default: ts } = await import('typescript')
  mkdirSync(CACHE, { recursive: true })
  const folder = mkdtempSync(join(CACHE, 'chat-bench-'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext }
  for (const name of readdirSync(SOURCES)) {
    const { outputText } = ts.transpileModule(readFileSync(join(SOURCES, name), 'utf8'), { compilerOptions })
    writeFileSync(join(folder, name.replace(/\.ts$/, '.js')), outputText)
  }
  return folder
}

export function removeReferences(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}
