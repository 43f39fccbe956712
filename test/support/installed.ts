// What tests need beside Node.js, and what is said when it is not there.
import { spawnSync } from 'node:child_process'

/**
 * Whether a program can be run here. Says so out loud when it cannot.
 * @param left what is not tested then, as the end of a sentence
 * @throws Error in continuous integration, where nothing may be skipped
 */
export function isInstalled(program: string, args: string[], left: string): boolean {
  if (spawnSync(program, args).status === 0) return true
  const reason = `${[program, ...args].join(' ')} does not run here: ${left}.`
  if (process.env['CI'] === 'true') throw new Error(reason)
  console.warn(reason)
  return false
}
