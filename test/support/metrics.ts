// What a server that was started with METRICS_PORT tells Prometheus.
import type { Server } from './server.js'

/** All of it. */
export async function metricsOf({ stdout }: Server): Promise<string> {
  const [, url] = /Metrics\s+(\S+)/.exec(stdout)!
  return (await fetch(url!)).text()
}

/** One measure, with its labels; undefined where there is none. */
export async function measure(server: Server, name: string): Promise<number | undefined> {
  const line = (await metricsOf(server)).split('\n').find((each) => each.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.split(' ')[1])
}
