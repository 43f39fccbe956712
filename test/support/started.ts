// Around the tests of each file, and after it: whatever a test has started ends with that test, and what was forgotten with the file.
import { afterAll } from 'vitest'
import { startedProcesses } from './started-processes.js'
import { knowWhoseTurnItIs } from './when-done.js'

knowWhoseTurnItIs()

afterAll(() => {
  for (const child of startedProcesses) child.kill('SIGKILL')
  startedProcesses.clear()
})
