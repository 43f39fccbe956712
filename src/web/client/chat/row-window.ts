// Which rows of a long list are near the part of it that is in sight: only those are drawn, so that a thousand are as quick as ten.
import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** Rows beyond the edges that are drawn, too: as far as keys and fingers go before the next look. */
const SPARE = 10
/** Rows by which it moves at once. */
const STEP = 5
const FIRST_LOOK = 30

/** @param height of a row in pixels, all the same. The list is inside an element `.lists` that scrolls. */
export function useRowWindow(height: number) {
  const list = useRef<HTMLUListElement>(null)
  const shown = useSignal({ first: 0, last: FIRST_LOOK })
  useLayoutEffect(() => {
    const scroller = list.current!.closest('.lists')!
    const look = () => {
      const above = scroller.getBoundingClientRect().top - list.current!.getBoundingClientRect().top
      const begin = Math.floor(above / height / STEP) * STEP
      const first = Math.max(0, begin - SPARE)
      const last = begin + Math.ceil(scroller.clientHeight / height) + STEP + SPARE
      const before = shown.peek()
      if (first !== before.first || last !== before.last) shown.value = { first, last }
    }
    look()
    scroller.addEventListener('scroll', look, { passive: true })
    const resized = new ResizeObserver(look)
    resized.observe(scroller)
    return () => {
      scroller.removeEventListener('scroll', look)
      resized.disconnect()
    }
  }, [height])
  return { list, ...shown.value }
}
