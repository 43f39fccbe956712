// The service worker of this page (public/sw.js), as the page sees it: it starts it, and tells it and hears from it.
import { SERVER } from '../shared/place'
import { openRoom } from './me'

/** What a notification is made of: the payload of a push, see docs/push.md. */
export interface Notice {
  chatroom: string
  /** All that is unread there; 0 takes the notification back. */
  unread: number
  seq?: number
  type?: string
  sender?: { display_name: string }
  message?: string
  attachment?: { type: string; filename: string }
}

type ToWorker = { type: 'notice'; notice: Notice } | { type: 'forget' } | { type: 'take over' }

/** Browsers have it on https and on localhost alone. */
const container = (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker

let starting: Promise<ServiceWorkerRegistration | undefined> | undefined

/** It runs, or there is none in this browser. */
export const serviceWorker = (): Promise<ServiceWorkerRegistration | undefined> => (starting ??= start())

async function start(): Promise<ServiceWorkerRegistration | undefined> {
  if (!container) return undefined
  try {
    const registration = await container.register(workerAddress())
    container.addEventListener('message', ({ data }: MessageEvent<{ chatroom: string; seq?: number }>) =>
      openRoom(data.chatroom, data.seq),
    )
    // This page was just loaded, and is of the build that waits.
    registration.waiting?.postMessage({ type: 'take over' } satisfies ToWorker)
    return await container.ready
  } catch {
    // Not in this window, or not now: everything works without it, but offline and in the background.
    return undefined
  }
}

/** An address of a script, which the page's policy lets only this one place make. */
function workerAddress(): string {
  const address = `${SERVER}/sw.js`
  const { trustedTypes } = window as unknown as { trustedTypes?: TrustedTypes }
  return (
    trustedTypes?.createPolicy('worker', { createScriptURL: () => address }).createScriptURL('') ?? address
  )
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (input: string) => string },
  ): { createScriptURL: (input: string) => string }
}

export async function tellWorker(message: ToWorker): Promise<void> {
  const registration = await serviceWorker()
  registration?.active?.postMessage(message)
}
