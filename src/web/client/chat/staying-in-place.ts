// Where the reader is in the messages, while they come, go and change: at the end, or with what they read where it is.
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { OpenRoom } from './open-room'

/** Pixels: nearer to the end than this is at the end; nearer to an edge of what is read, and more is fetched. */
const AT_END = 60
const NEAR_EDGE = 600

const linesOf = (scroller: HTMLElement): HTMLCollection => scroller.querySelector('ol')!.children

/** The place of the first line for which something holds that holds for all after it. Lines follow each other: it is found in a few steps. */
function firstLine(lines: HTMLCollection, holds: (box: DOMRect) => boolean): number {
  let [from, to] = [0, lines.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (holds(lines[middle]!.getBoundingClientRect())) to = middle
    else from = middle + 1
  }
  return from
}

/** The first message that is in sight. */
function firstInSight(scroller: HTMLElement): Element | undefined {
  const { top } = scroller.getBoundingClientRect()
  const lines = linesOf(scroller)
  let at = firstLine(lines, ({ bottom }) => bottom > top)
  // A day moves up when earlier messages of it come.
  while (lines[at]?.className === 'day') at++
  return lines[at]
}

/** The last message that is in sight as a whole, or `undefined`: its `seq`. */
function lastInSight(scroller: HTMLElement): number | undefined {
  const { bottom } = scroller.getBoundingClientRect()
  const lines = linesOf(scroller)
  for (let at = firstLine(lines, (box) => box.bottom > bottom) - 1; at >= 0; at--) {
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

/** The message that one jumped to, in the middle, and marked; the focus goes there, too. */
function toTarget(scroller: HTMLElement, seq: number): boolean {
  const found = scroller.querySelector<HTMLElement>(`[data-seq="${seq}"]`)
  if (!found) return false
  found.scrollIntoView({ block: 'center' })
  found.tabIndex = -1
  found.focus({ preventScroll: true })
  found.classList.add('pointed')
  found.addEventListener('animationend', () => found.classList.remove('pointed'), { once: true })
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
  /** How high the place for messages was when it was looked at last. */
  const height = useRef(0)
  const shownTarget = useRef<object | undefined>(undefined)
  const view = room.view.value
  const { messages } = view
  const outgoing = room.outgoing.value
  const target = room.target.value
  const ready = room.ready.value

  const hold = () => {
    const element = scroller.current!
    const line = firstInSight(element)
    held.current = { line, top: line?.getBoundingClientRect().top ?? 0 }
    height.current = element.clientHeight
  }
  const look = (): void => {
    const element = scroller.current!
    // A place to write that grows, or a keyboard, moves nobody away from the end.
    if (element.clientHeight !== height.current) return settle()
    const left = element.scrollHeight - element.scrollTop - element.clientHeight
    room.atEnd = left < AT_END && !room.view.peek().hasNewer
    hold()
    onMove(room.view.peek().hasNewer ? Infinity : left / element.clientHeight)
    see()
    if (element.scrollTop < NEAR_EDGE) void room.room.timeline.loadOlder()
    if (left < NEAR_EDGE) void room.room.timeline.loadNewer()
  }
  const see = () => room.seen(room.atEnd ? undefined : (lastInSight(scroller.current!) ?? 0))
  const begin = (element: HTMLElement): boolean => {
    if (placed.current || messages.length === 0 || !view.fresh || !ready) return false
    placed.current = true
    if (target) return false
    room.atEnd = !toUnread(element)
    return !room.atEnd
  }
  const settle = (): void => {
    const element = scroller.current!
    if (begin(element)) {
      hold()
      return look()
    }
    const { line, top } = held.current
    if (target && shownTarget.current !== target) {
      if (toTarget(element, target.seq)) {
        shownTarget.current = target
        room.atEnd = false
        return hold()
      }
    } else if (room.atEnd) element.scrollTop = element.scrollHeight
    else if (line?.isConnected) element.scrollTop += line.getBoundingClientRect().top - top
    hold()
    if (messages.length > 0) see()
    if (element.scrollHeight <= element.clientHeight) void room.room.timeline.loadOlder()
  }
  // Before this is drawn: a finger may have moved it since the last time, and nobody was told yet.
  if (scroller.current) hold()
  useLayoutEffect(settle, [messages, outgoing, target, ready])

  useEffect(() => {
    const element = scroller.current!
    const moved = () => latest.current.look()
    const measured = () => latest.current.settle()
    const seen = () => latest.current.see()
    // A window, a keyboard or a picture that changes the measures moves nobody away from where they are.
    const measure = new ResizeObserver(measured)
    element.addEventListener('scroll', moved, { passive: true })
    document.addEventListener('visibilitychange', seen)
    measure.observe(element)
    measure.observe(element.querySelector('ol')!)
    return () => {
      element.removeEventListener('scroll', moved)
      document.removeEventListener('visibilitychange', seen)
      measure.disconnect()
    }
  }, [])
  const latest = useRef({ look, settle, see })
  latest.current = { look, settle, see }
  return scroller
}
