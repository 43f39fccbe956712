// Processes that the tests of a file have started. Not in `started.ts`, of which each file of a worker has its own.
import type { ChildProcess } from 'node:child_process'

export const startedProcesses = new Set<ChildProcess>()
