// What may stand behind the command: nothing, which starts the server, or one of a few words.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { StartupError } from './config/startup-error.js'

const HELP = `whatsapp-api-server                   Starts the server, with its own PostgreSQL in ./data.
whatsapp-api-server backup [folder]   Writes a copy of that database.
whatsapp-api-server restore <folder>  Brings one back.
whatsapp-api-server --version

Settings are environment variables, or lines of ./.env; every one of them, with its default:
${fileURLToPath(new URL('../.env.example', import.meta.url))}`

/** Small programs beside the server, which take the rest of the line. */
const COMMANDS: Record<string, () => Promise<unknown>> = {
  backup: () => import('./database/embedded/backup.command.js'),
  restore: () => import('./database/embedded/restore.command.js'),
}

/**
 * Does what the first word says.
 * @returns whether there was one; if not, the server is to be started
 * @throws StartupError for a word that says nothing
 */
export async function runCommand(): Promise<boolean> {
  const [word] = process.argv.splice(2, 1)
  if (word === undefined) return false
  if (word === '--help' || word === '-h') console.log(HELP)
  else if (word === '--version' || word === '-v') console.log(version())
  else if (Object.hasOwn(COMMANDS, word)) await COMMANDS[word]!()
  else throw new StartupError(`There is no ${word}: see whatsapp-api-server --help.`)
  return true
}

function version(): string {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(file) as { version: string }).version
}
