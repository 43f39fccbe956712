// The small commands beside the server, for the built-in PostgreSQL: `backup [folder]` and `restore <folder>`.
import { loadConfig, type Config } from '../../config/config.js'
import { StartupError } from '../../config/startup-error.js'
import { takeBackup } from './backup.js'
import { restoreBackup } from './restore.js'

type Command = (config: Config, folder: string | undefined) => Promise<void>

const COMMANDS = {
  async backup({ DATA_DIR, S3_BUCKET }, given) {
    const folder = given ?? `backups/${new Date().toISOString().slice(0, 19).replaceAll(':', '')}Z`
    const files = Object.values((await takeBackup(DATA_DIR, folder)).files)
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    console.log(
      `Backup of ${DATA_DIR} in ${folder}: ${files.length} files, ${Math.ceil(bytes / 1_000_000)} MB.`,
    )
    if (S3_BUCKET) console.log(`The bytes of attachments are in the bucket ${S3_BUCKET} and not in it.`)
  },

  async restore({ DATA_DIR }, folder) {
    if (!folder) throw new StartupError('Which backup? npm run restore -- <folder>')
    const { backup, aside } = await restoreBackup(DATA_DIR, folder)
    console.log(`${DATA_DIR} is as it was on ${backup.madeAt}.`)
    if (aside) console.log(`What was there before is in ${aside}.`)
  },
} satisfies Record<string, Command>

/**
 * Runs one of them.
 * @param folder as the command line says it
 * @throws StartupError where the database is another, and what keeps the command from doing it
 */
export async function runDataCommand(name: keyof typeof COMMANDS, folder: string | undefined): Promise<void> {
  const config = loadConfig()
  if (config.DATABASE_URL)
    throw new StartupError(
      `DATABASE_URL is set, and npm run ${name} is for the built-in PostgreSQL: use pg_dump and pg_restore of your server's version (docs/operating.md).`,
    )
  await COMMANDS[name](config, folder)
}
