// What the small commands beside the server have in common: settings, one argument, and one sentence when they cannot.
import { loadConfig, type Config } from '../../config/config.js'
import { StartupError } from '../../config/startup-error.js'

/** Runs a command for the built-in PostgreSQL; ends the process with 1 when it fails. */
export async function run(
  name: 'backup' | 'restore',
  command: (config: Config, argument: string | undefined) => Promise<void>,
): Promise<void> {
  try {
    const config = loadConfig()
    if (config.DATABASE_URL)
      throw new StartupError(
        `DATABASE_URL is set, and npm run ${name} is for the built-in PostgreSQL: use pg_dump and pg_restore of your server's version (docs/operating.md).`,
      )
    await command(config, process.argv[2])
  } catch (error) {
    console.error(error instanceof StartupError ? error.message : error)
    process.exitCode = 1
  }
}
