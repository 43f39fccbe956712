// A dialog over the page: the browser keeps the focus in it, gives it back, and closes it on Escape.
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { useOverlay } from './overlays'

interface DialogProps {
  title: string
  class?: string
  /** Beside the button that closes it. */
  actions?: ComponentChildren
  /** Leads to what was seen before. */
  onBack?: (() => void) | undefined
  onClose: () => void
  children: ComponentChildren
}

export function Dialog({ title, class: kind = '', actions, onBack, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  /** Set when another takes its place: nobody has closed it then. */
  const gone = useRef(false)
  useOverlay(onClose)
  useLayoutEffect(() => {
    const dialog = element.current!
    dialog.showModal()
    return () => {
      gone.current = true
      dialog.close()
    }
  }, [])
  return (
    <dialog
      ref={element}
      class={`dialog ${kind}`}
      aria-label={title}
      onClose={() => gone.current || onClose()}
      // A press beside it.
      onPointerDown={(event) => event.target === element.current && onClose()}
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
