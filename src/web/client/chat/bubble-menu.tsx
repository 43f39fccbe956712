// What can be done with a message: a small menu beside it, for pointers, fingers and keys.
import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { nameOf, type Message } from '../shared/wire'
import { EMOJI, mayDelete, mayEdit, mayPin, myReaction, toggleReaction } from './changes'
import type { OpenRoom } from './open-room'

interface MenuProps {
  room: OpenRoom
  message: Message
}

export function BubbleMenu({ room, message }: MenuProps) {
  const open = useSignal(false)
  const opener = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button
        ref={opener}
        class="icon-button more"
        type="button"
        aria-haspopup="dialog"
        aria-label={`Actions for the message of ${nameOf(message.sender)}`}
        onClick={() => (open.value = true)}
      >
        <Icon name="more" size={18} />
      </button>
      {open.value && (
        <Menu room={room} message={message} opener={opener.current!} onClose={() => (open.value = false)} />
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

function Menu({ room, message, opener, onClose }: MenuProps & { opener: HTMLElement; onClose: () => void }) {
  const element = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    // Modal: the browser keeps the focus in it, closes it on Escape, and gives the focus back.
    const dialog = element.current!
    dialog.showModal()
    place(dialog, opener)
    return () => dialog.close()
  }, [])
  const then = (act: () => void) => () => {
    onClose()
    act()
  }
  const mine = myReaction(room, message)
  return (
    <dialog
      ref={element}
      class="menu"
      aria-label="Actions"
      onClose={onClose}
      onPointerDown={(event) => event.target === element.current && onClose()}
    >
      <div class="menu-emoji" role="group" aria-label="React">
        {EMOJI.map((emoji) => (
          <button
            key={emoji}
            type="button"
            aria-pressed={emoji === mine}
            aria-label={`React with ${emoji}`}
            onClick={then(() => toggleReaction(room, message, emoji))}
          >
            {emoji}
          </button>
        ))}
      </div>
      <Actions room={room} message={message} then={then} />
    </dialog>
  )
}

function Actions({ room, message, then }: MenuProps & { then: (act: () => void) => () => void }) {
  const { seq, pinned } = message
  const about = (what: 'reply' | 'edit') => then(() => (room.subject.value = { do: what, message }))
  return (
    <>
      <button type="button" onClick={about('reply')}>
        <Icon name="reply" size={18} /> Reply
      </button>
      {mayEdit(message) && (
        <button type="button" onClick={about('edit')}>
          <Icon name="edit" size={18} /> Edit
        </button>
      )}
      {mayPin(room) && (
        <button
          type="button"
          onClick={then(() => room.send({ type: 'pin', target_seq: seq, pinned: !pinned }))}
        >
          <Icon name="pin" size={18} /> {pinned ? 'Unpin' : 'Pin'}
        </button>
      )}
      {mayDelete(room, message) && (
        <DeleteButton onSure={then(() => room.send({ type: 'delete', target_seq: seq }))} />
      )}
    </>
  )
}

/** Asks once more, in its own place: what was deleted cannot be had back. */
function DeleteButton({ onSure }: { onSure: () => void }) {
  const asked = useSignal(false)
  const press = ({ detail }: MouseEvent) => {
    if (!asked.value) asked.value = true
    // The second half of a double click is no answer.
    else if (detail < 2) onSure()
  }
  return (
    <button type="button" class="danger" onClick={press}>
      <Icon name="trash" size={18} /> {asked.value ? 'Delete it for everyone' : 'Delete'}
    </button>
  )
}
