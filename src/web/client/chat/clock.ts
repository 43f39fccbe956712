// Time that passes while somebody looks.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** Milliseconds between two looks at the clock. */
const LOOK_MS = 250

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
