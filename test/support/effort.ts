// What something costs this process, on however busy a machine.
import process from 'node:process'

/** Milliseconds that processors spend on `work`. */
export function effortOf(work: () => void): number {
  const start = process.cpuUsage()
  work()
  return process.cpuUsage(start).user / 1000
}
