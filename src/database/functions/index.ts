// The SQL functions, one file each, once, as they are now.
import { readdirSync, readFileSync } from 'node:fs'
import type { QueryRunner } from 'typeorm'

const FOLDER = new URL('.', import.meta.url)

/** The statement that makes each function, or puts it in the place of the one before, by the function's name. */
export function functions(): Map<string, string> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.sql'))
  return new Map(
    files.map((file) => [file.slice(0, -'.sql'.length), readFileSync(new URL(file, FOLDER), 'utf8')]),
  )
}

/**
 * For migrations: makes functions as they are now.
 * @param names those that a migration is about; without, all
 */
export async function createFunctions(runner: QueryRunner, names?: readonly string[]): Promise<void> {
  // They may use what a later migration makes: their words are looked up when they are called.
  await runner.query('SET LOCAL check_function_bodies = off')
  const all = functions()
  for (const name of names ?? all.keys()) await runner.query(all.get(name)!)
}
