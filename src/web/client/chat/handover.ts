// Tells a window that this one has opened whose it is to be. A session never stands in an address, and goes to this origin alone.
import type { Session } from 'whatsapp-api-client'

/** Where the opened window begins. */
export const HANDOVER = '#/try-it'

const QUESTION = 'whose is this window'
/** Milliseconds between two questions: whoever is asked may not listen yet. */
const ASK_EVERY_MS = 250
/** Milliseconds after which nobody answers any more. */
const PATIENCE_MS = 30_000

interface Answer {
  session: Session
  room: string
}

/** Answers the question of `other`, however often it is asked there. */
export function handOver(other: Window | null, session: Session, room: string): void {
  if (!other) return
  addEventListener('message', ({ source, origin, data }) => {
    if (source !== other || origin !== location.origin || data !== QUESTION) return
    other.postMessage({ session, room } satisfies Answer, origin)
  })
}

export interface Receiver {
  taken(session: Session, room: string): void
  /** The window that has opened this one does not answer. */
  lost(): void
}

/** Asks the window that has opened this one. @returns how to stop that */
export function receive({ taken, lost }: Receiver): () => void {
  const end = new AbortController()
  const { signal } = end
  const asker = opener as Window | null
  const ask = () => {
    if (!asker || asker.closed) give(lost)
    else asker.postMessage(QUESTION, location.origin)
  }
  const give = (what: () => void) => {
    if (signal.aborted) return
    end.abort()
    what()
  }
  addEventListener(
    'message',
    ({ source, origin, data }) => {
      if (source !== asker || origin !== location.origin) return
      const { session, room } = data as Answer
      give(() => taken(session, room))
    },
    { signal },
  )
  const asking = setInterval(ask, ASK_EVERY_MS)
  const patience = setTimeout(() => give(lost), PATIENCE_MS)
  signal.addEventListener('abort', () => {
    clearInterval(asking)
    clearTimeout(patience)
  })
  return () => end.abort()
}
