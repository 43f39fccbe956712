// `npm run backup [-- <folder>]`
import { run } from './command.js'
import { takeBackup } from './backup.js'

await run('backup', async ({ DATA_DIR, S3_BUCKET }, argument) => {
  const folder = argument ?? `backups/${new Date().toISOString().slice(0, 19).replaceAll(':', '')}Z`
  const { files } = await takeBackup(DATA_DIR, folder)
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0)
  console.log(
    `Backup of ${DATA_DIR} in ${folder}: ${Object.keys(files).length} files, ${Math.ceil(bytes / 1_000_000)} MB.`,
  )
  if (S3_BUCKET) console.log(`The bytes of attachments are in the bucket ${S3_BUCKET} and not in it.`)
})
