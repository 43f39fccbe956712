// Whether something is near what is in sight: a long conversation may have a thousand pictures.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

/** Two screens early, and no earlier. */
export function useNear<E extends Element>() {
  const ref = useRef<E>(null)
  const near = useSignal(false)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new IntersectionObserver((entries) => (near.value = entries.at(-1)!.isIntersecting), {
      root: element.closest('.scroller'),
      rootMargin: '200%',
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { ref, near: near.value }
}
