// What is asked of the machine that this runs on, a browser, Node.js or another, and what is done without where it is not there.

/** What a connection needs of a WebSocket: those of browsers, of Node.js 22 and of the package `ws` have it. */
export interface WebSocketLike {
  readonly readyState?: number
  send(data: string): void
  close(): void
  onopen: unknown
  onmessage: unknown
  onerror: unknown
  onclose: unknown
}

export type WebSocketConstructor = new (url: string) => WebSocketLike

/** Web Locks. */
interface Locks {
  request<T>(name: string, options: { signal?: AbortSignal }, work: () => Promise<T>): Promise<T>
}

/** A channel between the tabs of a browser. */
export interface Channel {
  postMessage(message: unknown): void
  onmessage: ((event: { data: unknown }) => void) | null
  close(): void
}

interface Machine {
  WebSocket?: WebSocketConstructor
  BroadcastChannel?: new (name: string) => Channel
  indexedDB?: unknown
  navigator?: { locks?: Locks; onLine?: boolean }
  document?: Listened & { hidden: boolean }
  addEventListener?: Listened['addEventListener']
}

interface Listened {
  addEventListener(type: string, listener: () => void, options?: { signal: AbortSignal }): void
}

export const machine = globalThis as unknown as Machine

/** Runs `work` while nobody else of this name does, in whichever tab; without locks (a page without https), at once. */
export const alone = <T>(name: string, work: () => Promise<T>): Promise<T> =>
  machine.navigator?.locks?.request(name, {}, work) ?? work()

/** Calls back when the machine says that it is on a network again, or off it, or when somebody looks at the page again. */
export function onNetwork(told: (what: 'online' | 'offline' | 'looked') => void): () => void {
  const over = new AbortController()
  const until = { signal: over.signal }
  for (const what of ['online', 'offline'] as const) machine.addEventListener?.(what, () => told(what), until)
  machine.document?.addEventListener(
    'visibilitychange',
    () => machine.document!.hidden || told('looked'),
    until,
  )
  return () => over.abort()
}

/** Random enough to be nobody else's. Not crypto.randomUUID, which pages without https do not have. */
export function newId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-')
}

/** @param signal ends it sooner */
export const pause = (ms: number, signal?: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
    signal?.addEventListener('abort', resolve)
  })

/** Milliseconds that one waits first, and at the longest. */
const FIRST_WAIT_MS = 400
const LONGEST_WAIT_MS = 15_000

/**
 * Milliseconds to wait after so many tries: longer each time, and between a half and all of that, since a thousand clients must not
 * come back at once; where so many seconds are asked for, between these and twice as many.
 */
export const backOff = (tries: number, least = 0): number =>
  Math.max(Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS) / 2, least * 1000) * (1 + Math.random())
