// A dialog over the page: the browser keeps the focus in it, gives it back, and closes it on Escape. Some stand beside it, where there is room.
import type { ComponentChildren, RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { useOverlay } from './overlays'

interface DialogProps {
  title: string
  class?: string
  /** Whether it takes a column of its own on a wide page, on which all else goes on. */
  beside?: boolean
  /** Beside the button that closes it. */
  actions?: ComponentChildren
  /** Leads to what was seen before. */
  onBack?: (() => void) | undefined
  onClose: () => void
  children: ComponentChildren
}

/** As in dialog.css. */
const WIDE = '(min-width: 1100px)'

export function Dialog({
  title,
  class: kind = '',
  beside = false,
  actions,
  onBack,
  onClose,
  children,
}: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  /** Set when another takes its place: nobody has closed it then. */
  const gone = useRef(false)
  const stands = useRef(beside && matchMedia(WIDE).matches).current
  useOverlay(onClose)
  useEscape(element, stands, onClose)
  useLayoutEffect(() => {
    const dialog = element.current!
    if (stands) dialog.show()
    else dialog.showModal()
    return () => {
      gone.current = true
      dialog.close()
    }
  }, [])
  return (
    <dialog
      ref={element}
      class={`dialog ${kind} ${stands ? 'beside' : ''}`}
      aria-label={title}
      onClose={() => gone.current || onClose()}
      // A press beside it.
      onPointerDown={(event) => event.target === element.current && !stands && onClose()}
    >
      <div class="dialog-body">
        <header>
          {onBack && (
            <button class="icon-button" type="button" aria-label="Back" onClick={onBack}>
              <Icon name="back" />
            </button>
          )}
          <h2 dir="auto">{title}</h2>
          <span class="dialog-actions">
            {actions}
            <button class="icon-button" type="button" aria-label="Close" onClick={onClose}>
              <Icon name="close" />
            </button>
          </span>
        </header>
        {children}
      </div>
    </dialog>
  )
}

/** The browser closes on Escape what lies over the page; what stands beside it is closed by whoever is in it, or nowhere. */
function useEscape(element: RefObject<HTMLDialogElement>, stands: boolean, onClose: () => void): void {
  const latest = useRef(onClose)
  latest.current = onClose
  useEffect(() => {
    if (!stands) return
    const onKeyDown = ({ key, target, defaultPrevented }: KeyboardEvent) => {
      if (key !== 'Escape' || defaultPrevented || document.querySelector('dialog:modal')) return
      if (target === document.body || element.current!.contains(target as Node)) latest.current()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
}
