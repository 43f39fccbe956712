// What is asked of the machine that this runs on, a browser, Node.js or another, and what is done without where it is not there.

/** What a connection needs of a WebSocket: those of browsers, of Node.js 22 and of the package `ws` have it. */
export interface WebSocketLike {
  send(data: string): void
  close(): void
  addEventListener(type: string, listener: (event: any) => void): void
}

export type WebSocketConstructor = new (url: string) => WebSocketLike

/** Web Locks. */
interface Locks {
  request<T>(name: string, options: { signal?: AbortSignal }, work: () => Promise<T>): Promise<T>
}

/** A channel between the tabs of a browser. */
export interface Channel {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  close(): void
}

interface Machine {
  WebSocket?: WebSocketConstructor
  BroadcastChannel?: new (name: string) => Channel
  indexedDB?: unknown
  navigator?: { locks?: Locks; onLine?: boolean }
  document?: EventTarget & { hidden: boolean }
  addEventListener?: EventTarget['addEventListener']
  removeEventListener?: EventTarget['removeEventListener']
}

export const machine = globalThis as unknown as Machine

/** Without https a browser has no locks, save on localhost. */
export const locks = (): Locks | undefined => machine.navigator?.locks

/** Runs `work` while nobody else of this name does, in whichever tab; without locks, at once. */
export function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  return locks()?.request(name, {}, work) ?? work()
}

/** Calls back when the machine says that it is on a network again, or off it, or when somebody looks at the page again. */
export function onNetwork(told: (what: 'online' | 'offline' | 'looked') => void): () => void {
  const online = () => told('online')
  const offline = () => told('offline')
  const looked = () => machine.document!.hidden || told('looked')
  machine.addEventListener?.('online', online)
  machine.addEventListener?.('offline', offline)
  machine.document?.addEventListener('visibilitychange', looked)
  return () => {
    machine.removeEventListener?.('online', online)
    machine.removeEventListener?.('offline', offline)
    machine.document?.removeEventListener('visibilitychange', looked)
  }
}

export const isHidden = (): boolean => machine.document?.hidden ?? false

/** Random enough to be nobody else's. Not crypto.randomUUID, which pages without https do not have. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Between a half and all of it: a thousand clients must not come back at once. */
export const jittered = (ms: number): number => ms * (0.5 + Math.random() / 2)
