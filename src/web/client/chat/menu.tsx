// A small menu beside its button, for pointers, fingers and keys.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Icon, type IconName } from '../shared/icons'
import { useOverlay } from './overlays'

/** Closes the menu, then does it. */
export type Then = (act: () => void) => () => void

interface MenuButtonProps {
  /** What the button is for, to who cannot see where it stands. */
  label: string
  class?: string
  icon?: IconName
  /** -1 where a list has one Tab stop for all that is in it. */
  tabIndex?: number
  children: (then: Then) => ComponentChildren
}

export function MenuButton({ label, class: kind = '', icon = 'more', tabIndex, children }: MenuButtonProps) {
  const open = useSignal(false)
  const opener = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button
        ref={opener}
        class={`icon-button ${kind}`}
        type="button"
        tabIndex={tabIndex}
        aria-haspopup="dialog"
        aria-label={label}
        onClick={() => (open.value = true)}
      >
        <Icon name={icon} size={18} />
      </button>
      {open.value && (
        <Menu opener={opener.current!} onClose={() => (open.value = false)}>
          {children}
        </Menu>
      )}
    </>
  )
}

/** Pixels between the menu and the edge of the window. */
const MARGIN = 8

/** Below its button, or above where there is no room, and never over the edge. */
function place(menu: HTMLElement, opener: HTMLElement): void {
  const { left, right, top, bottom } = opener.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = menu
  const below = bottom + height + MARGIN <= innerHeight
  const x = left < innerWidth / 2 ? left : right - width
  menu.style.left = `${Math.max(MARGIN, Math.min(x, innerWidth - width - MARGIN))}px`
  menu.style.top = `${below ? bottom : Math.max(MARGIN, top - height)}px`
}

interface MenuProps {
  opener: HTMLElement
  onClose: () => void
  children: MenuButtonProps['children']
}

function Menu({ opener, onClose, children }: MenuProps) {
  const element = useRef<HTMLDialogElement>(null)
  useOverlay(onClose)
  useLayoutEffect(() => {
    // Modal: the browser keeps the focus in it, closes it on Escape, and gives the focus back.
    const dialog = element.current!
    dialog.showModal()
    place(dialog, opener)
    return () => dialog.close()
  }, [])
  const then: Then = (act) => () => {
    onClose()
    act()
  }
  return (
    <dialog
      ref={element}
      class="menu"
      aria-label="Actions"
      onClose={onClose}
      onPointerDown={(event) => event.target === element.current && onClose()}
    >
      {children(then)}
    </dialog>
  )
}

/** One thing that can be done. */
export function Action({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <button type="button" onClick={onClick}>
      <Icon name={icon} size={18} /> {label}
    </button>
  )
}

/** Asks once more, in its own place: what cannot be taken back. */
export function SureAction({ icon, label, sure, onSure }: SureActionProps) {
  const asked = useSignal(false)
  const press = ({ detail }: MouseEvent) => {
    if (!asked.value) asked.value = true
    // The second half of a double click is no answer.
    else if (detail < 2) onSure()
  }
  return (
    <button type="button" class="danger" onClick={press}>
      <Icon name={icon} size={18} /> {asked.value ? sure : label}
    </button>
  )
}

interface SureActionProps {
  icon: IconName
  label: string
  /** What it says then. */
  sure: string
  onSure: () => void
}
