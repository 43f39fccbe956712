// Processes that the tests of a file have started. Not in `started.ts`, of which each file of a worker has its own.
import type { ChildProcess } from 'node:child_process'

export const startedProcesses = new Set<ChildProcess>()

/** Ends one as a crash would, if it has not ended; resolves when it is gone. */
export async function killed(child: ChildProcess | undefined): Promise<void> {
  if (child?.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await exited
}
