// What may stand behind the command: nothing, which starts the server, or one of a few words.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { StartupError } from './config/startup-error.js'

const HELP = `whatsapp-api-server                   Starts the server, with its own PostgreSQL in ./data.
whatsapp-api-server backup [folder]   Writes a copy of that database.
whatsapp-api-server restore <folder>  Brings one back.
whatsapp-api-server demo              Fills an empty database with a fortnight of chats, to look at.
whatsapp-api-server --version

Settings are environment variables, or lines of ./.env; every one of them, with its default:
${fileURLToPath(new URL('../.env.example', import.meta.url))}`

/**
 * Does what the first word says.
 * @returns whether there was one; if not, the server is to be started
 * @throws StartupError for a word that says nothing, and what the command cannot do
 */
export async function runCommand(): Promise<boolean> {
  const [word, argument] = process.argv.slice(2)
  if (word === undefined) return false
  if (word === '--help' || word === '-h') console.log(HELP)
  else if (word === '--version' || word === '-v') console.log(version())
  else if (word === 'backup' || word === 'restore')
    await (await import('./database/embedded/commands.js')).runDataCommand(word, argument)
  else if (word === 'demo') await (await import('./demo/command.js')).runDemo(process.argv.slice(3))
  else throw new StartupError(`There is no ${word}: see whatsapp-api-server --help.`)
  return true
}

function version(): string {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(file) as { version: string }).version
}
