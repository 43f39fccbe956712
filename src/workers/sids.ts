// Whose a Socket.IO connection is: its worker has put its number in front of the `sid`.
import type { IncomingMessage } from 'node:http'

/** What is in front of the `sid` of one worker's connections, before a dot. */
export const nameOf = (worker: number, nodeName: string | undefined): string =>
  nodeName === undefined ? String(worker) : `${nodeName}.${worker}`

/** Which worker a request of Socket.IO says that it is meant for; undefined where it says nothing, or is another request. */
export function workerOf({ url = '' }: IncomingMessage, nodeName: string | undefined): number | undefined {
  if (!url.startsWith('/socket.io/')) return undefined
  const mark = url.indexOf('?')
  const sid = mark < 0 ? '' : (new URLSearchParams(url.slice(mark)).get('sid') ?? '')
  const prefix = nodeName === undefined ? '' : `${nodeName}.`
  const [, number] = (sid.startsWith(prefix) && /^(\d{1,3})\./.exec(sid.slice(prefix.length))) || []
  return number === undefined ? undefined : Number(number)
}
