// After each test file: whatever it forgot to stop ends with it.
import { afterAll } from 'vitest'
import { startedProcesses } from './started-processes.js'

afterAll(() => {
  for (const child of startedProcesses) child.kill('SIGKILL')
  startedProcesses.clear()
})
