// What lies over the page: a phone's Back closes it, instead of leaving the room below it.
import { useLayoutEffect, useRef } from 'preact/hooks'

/** How to close each, the topmost last. */
const open: (() => void)[] = []
/** Entries of the browser's history that stand for them. */
let entries = 0
/** Set while it goes back for what was closed otherwise. */
let going = false
let planned = false

interface State {
  overlays?: number
}

const here = (): number => (history.state as State | null)?.overlays ?? 0

/** At once, since Back may be pressed as soon as it is seen. */
function push(): void {
  while (entries < open.length) history.pushState({ overlays: ++entries } satisfies State, '')
}

/** Later, all at once: a menu that opens a dialog closes in the same moment. */
function plan(): void {
  if (planned) return
  planned = true
  setTimeout(() => {
    planned = false
    if (going) return plan()
    push()
    // Whoever went on to another address has left these entries behind.
    if (here() !== entries) entries = open.length
    if (entries === open.length) return
    going = true
    const surplus = entries - open.length
    entries = open.length
    history.go(-surplus)
  })
}

addEventListener('popstate', () => {
  if (going) return void (going = false)
  const left = here()
  // Of something that was closed long ago.
  if (left > open.length) return history.back()
  entries = left
  for (const close of open.splice(left).reverse()) close()
})

/** Closes with a phone's Back for as long as it is on the page. */
export function useOverlay(onClose: () => void): void {
  const latest = useRef(onClose)
  latest.current = onClose
  useLayoutEffect(() => {
    const close = () => latest.current()
    open.push(close)
    if (going) plan()
    else push()
    return () => {
      const at = open.indexOf(close)
      if (at < 0) return
      open.splice(at, 1)
      plan()
    }
  }, [])
}
