// Time that passes while somebody looks.
import { signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** Milliseconds between two looks at the clock. */
const LOOK_MS = 250
/** Likewise for the day: a machine may have slept over midnight. */
const DAY_LOOK_MS = 30_000

/** Whole seconds until that time (milliseconds since 1970), and 0 from then on. */
export function useSecondsUntil(time: number): number {
  const now = useSignal(Date.now())
  useEffect(() => {
    const look = () => {
      now.value = Date.now()
      if (now.value >= time) clearInterval(timer)
    }
    const timer = setInterval(look, LOOK_MS)
    look()
    return () => clearInterval(timer)
  }, [time])
  return Math.max(0, Math.ceil((time - now.value) / 1000))
}

/** Now, as far as days are told apart: another one when it is another day. */
export const today = signal(new Date())

function lookAtDay(): void {
  const now = new Date()
  if (now.toDateString() !== today.peek().toDateString()) today.value = now
}

setInterval(lookAtDay, DAY_LOOK_MS)
document.addEventListener('visibilitychange', lookAtDay)
