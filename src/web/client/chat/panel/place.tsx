// One of several places in a dialog: whoever comes there has the focus in it, and a phone's Back leads out of it.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useOverlay } from '../overlays'

interface PlaceProps {
  title: string
  /** Leads to the place before; without it, this is the first. */
  onBack?: (() => void) | undefined
  children: ComponentChildren
}

/** To be given a `key`: each place is another one. */
export function Place({ title, onBack, children }: PlaceProps) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    element.current!.closest('dialog')?.scrollTo(0, 0)
    // The button that led here is gone, and the focus with it.
    if (document.activeElement === document.body) element.current!.focus({ preventScroll: true })
  }, [])
  return (
    <div ref={element} class="place" role="group" aria-label={title} tabIndex={-1}>
      {onBack && <BackTo onBack={onBack} />}
      {children}
    </div>
  )
}

function BackTo({ onBack }: { onBack: () => void }) {
  useOverlay(onBack)
  return null
}
