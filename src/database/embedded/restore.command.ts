// `npm run restore -- <folder>`
import { StartupError } from '../../config/startup-error.js'
import { run } from './command.js'
import { restoreBackup } from './restore.js'

await run('restore', async ({ DATA_DIR }, folder) => {
  if (!folder) throw new StartupError('Which backup? npm run restore -- <folder>')
  const { backup, aside } = await restoreBackup(DATA_DIR, folder)
  console.log(`${DATA_DIR} is as it was on ${backup.madeAt}.`)
  if (aside) console.log(`What was there before is in ${aside}.`)
})
