// Folders as the built-in PostgreSQL's data needs them: on disk for sure, its account's, gone for good.
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import type { Account } from './postgres-binaries.js'

/** Names made, renamed or removed in `folder` survive a power cut from here on, where the system can promise that. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder).catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

export function removeFolder(folder: string): Promise<void> {
  return fs.rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
}

/** Gives all of it to `account`. The folder itself comes last: it tells that all is done. */
export async function chownAll(folder: string, { uid, gid }: Account): Promise<void> {
  if (uid === undefined || gid === undefined) return
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true })
  for (const entry of entries) await fs.lchown(join(entry.parentPath, entry.name), uid, gid)
  await fs.lchown(folder, uid, gid)
}
