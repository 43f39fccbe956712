// What makes the page an app, beside what it shows: title, picture, notifications, and the service worker, none of which may be in the way of the first look.
import { effect } from '@preact/signals'
import { user } from './me'
import { watchNotices } from './notices'
import { serviceWorker } from './service-worker'
import { watchTitle } from './title'

/** Milliseconds after which even a busy page has a moment for what is not urgent. */
const LATE_MS = 5000

/** Call once, when the page starts. */
export function startApp(): void {
  watchTitle()
  watchNotices()
  const stop = effect(() => {
    if (user.value) whenIdle(() => (stop(), void serviceWorker()))
  })
}

/** Safari has no requestIdleCallback. */
function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: LATE_MS })
  else setTimeout(work, LATE_MS)
}
