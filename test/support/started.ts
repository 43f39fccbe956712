// Processes that this test file has started; whatever it forgets to stop ends with it.
import type { ChildProcess } from 'node:child_process'
import { afterAll } from 'vitest'

export const startedProcesses = new Set<ChildProcess>()

afterAll(() => {
  for (const child of startedProcesses) child.kill('SIGKILL')
})
