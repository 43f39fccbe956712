// Where the reader is in the messages, while they come, go and change: at the end, or with what they read where it is.
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { OpenRoom } from './open-room'

/** Pixels: nearer to the end than this is at the end; nearer to the top, and older messages are fetched. */
const AT_END = 60
const NEAR_TOP = 600

/** The first message that is in sight. Lines follow each other, so it is found in a few steps. */
function firstInSight(scroller: HTMLElement): Element | undefined {
  const { top } = scroller.getBoundingClientRect()
  const lines = scroller.lastElementChild!.children
  let [from, to] = [0, lines.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (lines[middle]!.getBoundingClientRect().bottom > top) to = middle
    else from = middle + 1
  }
  // A day moves up when earlier messages of it come.
  while (lines[from]?.className === 'day') from++
  return lines[from]
}

/** The last message that is in sight as a whole, or `undefined`: its `seq`. */
function lastInSight(scroller: HTMLElement): number | undefined {
  const { bottom } = scroller.getBoundingClientRect()
  const lines = scroller.lastElementChild!.children
  let [from, to] = [0, lines.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (lines[middle]!.getBoundingClientRect().bottom > bottom) to = middle
    else from = middle + 1
  }
  for (let at = from - 1; at >= 0; at--) {
    const { seq } = (lines[at] as HTMLElement).dataset
    if (seq !== undefined) return Number(seq)
  }
  return undefined
}

/** Where the unread messages begin, a little below the top: what was read last is still in sight. */
function toUnread(scroller: HTMLElement): boolean {
  const line = scroller.querySelector('.unread-line')
  if (!line) return false
  const { top, height } = scroller.getBoundingClientRect()
  scroller.scrollTop += line.getBoundingClientRect().top - top - height / 4
  return true
}

/**
 * Whoever comes in begins with what they have not read. Whoever is at the end stays there; for whoever reads further up, nothing
 * moves that is in sight.
 * @param onMove is told how many screens the end is away
 */
export function useStayingInPlace(room: OpenRoom, onMove: (screens: number) => void) {
  const scroller = useRef<HTMLDivElement>(null)
  /** What is in sight, and where. */
  const held = useRef<{ line: Element | undefined; top: number }>({ line: undefined, top: 0 })
  const placed = useRef(false)
  const messages = room.history.messages.value
  const outbox = room.outbox.value

  const hold = () => {
    const line = firstInSight(scroller.current!)
    held.current = { line, top: line?.getBoundingClientRect().top ?? 0 }
  }
  const look = () => {
    const element = scroller.current!
    const left = element.scrollHeight - element.scrollTop - element.clientHeight
    room.atEnd = left < AT_END
    hold()
    onMove(left / element.clientHeight)
    see()
    if (element.scrollTop < NEAR_TOP) void room.history.loadOlder()
  }
  const see = () => room.seen(room.atEnd ? undefined : (lastInSight(scroller.current!) ?? 0))
  const settle = () => {
    const element = scroller.current!
    const { line, top } = held.current
    if (!placed.current && messages.length > 0) {
      placed.current = true
      room.atEnd = !toUnread(element)
      if (!room.atEnd) return look()
    }
    if (room.atEnd) element.scrollTop = element.scrollHeight
    else if (line?.isConnected) element.scrollTop += line.getBoundingClientRect().top - top
    hold()
    if (messages.length > 0) see()
    if (element.scrollHeight <= element.clientHeight) void room.history.loadOlder()
  }
  // Before this is drawn: a finger may have moved it since the last time, and nobody was told yet.
  if (scroller.current) hold()
  useLayoutEffect(settle, [messages, outbox])

  useEffect(() => {
    const element = scroller.current!
    // A window, a keyboard or a picture that changes the measures moves nobody away from where they are.
    const measure = new ResizeObserver(settle)
    element.addEventListener('scroll', look, { passive: true })
    document.addEventListener('visibilitychange', see)
    measure.observe(element)
    measure.observe(element.lastElementChild!)
    return () => {
      element.removeEventListener('scroll', look)
      document.removeEventListener('visibilitychange', see)
      measure.disconnect()
    }
  }, [])
  return scroller
}
