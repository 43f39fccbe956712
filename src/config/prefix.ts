// The path under which the chat is inside another program.
import { StartupError } from './startup-error.js'

const PREFIX = /^(?:\/[\w.~-]+)+$/

/** @returns `/chat` for `chat`, `/chat` and `/chat/`; @throws StartupError for what is no path */
export function prefixOf(given: string): string {
  const text = String(given)
  const prefix = `/${text.replace(/^\/|\/$/g, '')}`
  if (given && PREFIX.test(prefix)) return prefix
  throw new StartupError(`The prefix "${text}" must be a path such as chat or api/chat.`)
}
