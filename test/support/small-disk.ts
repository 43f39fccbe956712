// A file system of a few megabytes, to be filled to the brim: needs the right to mount one.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdtempSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

export class SmallDisk {
  private constructor(readonly folder: string) {}

  /**
   * A file system of that many megabytes in memory; undefined, and said out loud, where mounting is not allowed.
   * @throws Error in continuous integration, where nothing may be skipped
   */
  static mount(megabytes: number): SmallDisk | undefined {
    const folder = mkdtempSync(join(tmpdir(), 'chat-disk-'))
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
    if (status === 0) {
      chmodSync(folder, 0o755)
      const disk = new SmallDisk(folder)
      process.once('exit', () => disk.unmount())
      return disk
    }
    rmdirSync(folder)
    const reason = 'NOT TESTED: a full disk needs the right to mount a small one; start as root'
    if (process.env['CI'] === 'true') throw new Error(reason)
    console.warn(reason)
    return undefined
  }

  /** Leaves that many bytes. Others write meanwhile, so it is filled to the brim first, and then given room. */
  fill(leaving: number): void {
    const { bavail, bsize } = statfsSync(this.folder)
    try {
      writeFileSync(this.filler, Buffer.alloc(bavail * bsize, 1))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
    truncateSync(this.filler, Math.max(0, statSync(this.filler).size - leaving))
  }

  empty(): void {
    rmSync(this.filler, { force: true })
  }

  /** For the test file that has called `mount`, after all that it has started there. */
  unmountWhenDone(): void {
    afterAll(() => this.unmount())
  }

  private get filler(): string {
    return join(this.folder, 'filler')
  }

  private unmount(): void {
    if (spawnSync('umount', [this.folder]).status === 0) rmdirSync(this.folder)
  }
}
