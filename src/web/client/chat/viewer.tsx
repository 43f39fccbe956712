// Pictures and films of a room over all of the page, one after the other.
import { useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { nameOf, type Attachment, type Message } from '../shared/wire'
import { Avatar } from './avatar'
import { useBytes } from './bytes'
import { Download } from './file-card'
import { Gestures, type Swiped } from './gestures'
import { client, user } from './me'
import type { OpenRoom } from './open-room'
import { useOverlay } from './overlays'
import { isSeen, RoomMedia } from './room-media'
import { Text } from './text'
import { moment } from './times'
import './viewer.css'

interface ViewerProps {
  room: OpenRoom
  /** What is seen first. */
  first: Message
  onJump: (seq: number) => void
  onClose: () => void
}

/** How many are known in advance before somebody comes to them. */
const AHEAD = 3

export function Viewer({ room, first, onJump, onClose }: ViewerProps) {
  const { now, older, newer } = useGallery(room, first)
  const turn = (to: Message | undefined) => to && (shown.value = to.seq)
  const { shown, message } = now
  const dialog = useModal(onClose)
  useOverlay(onClose)
  // The newer are to the right, as they are further down in the conversation.
  const swiped: Swiped = { onTurn: (by) => turn(by === 1 ? newer : older), onAway: onClose }
  const gestures = useGestures(swiped, message.seq)
  useKeys({
    ArrowLeft: () => turn(older),
    ArrowRight: () => turn(newer),
    '+': () => gestures.zoom(1.5),
    '=': () => gestures.zoom(1.5),
    '-': () => gestures.zoom(1 / 1.5),
    '0': () => gestures.reset(),
  })
  const attachment = message.attachment!
  return (
    <dialog ref={dialog} class="viewer" aria-label={attachment.filename} onClose={onClose}>
      <Head message={message} onJump={() => onJump(message.seq)} onClose={onClose} />
      <div class="stage-row">
        <Stage key={message.seq} attachment={attachment} gestures={gestures} onClose={onClose} />
        {older && <Turn to="previous" onClick={() => turn(older)} />}
        {newer && <Turn to="next" onClick={() => turn(newer)} />}
      </div>
      <footer>{message.message && <Text text={message.message} message={message} />}</footer>
    </dialog>
  )
}

/** Heard by the document: a button that had the focus may be gone by then. */
function useKeys(acts: Record<string, () => void>): void {
  const latest = useRef(acts)
  latest.current = acts
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, target, altKey, ctrlKey, metaKey } = event
      const act = latest.current[key]
      // A film has keys of its own, and so has the browser.
      if (!act || target instanceof HTMLVideoElement || altKey || ctrlKey || metaKey) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}

/** What is shown, and what stands beside it in the room. */
function useGallery(room: OpenRoom, first: Message) {
  const media = useMemo(() => new RoomMedia(room.name), [])
  const shown = useSignal(first.seq)
  const seen = useComputed(() => media.messages.value.filter(isSeen))
  const at = useComputed(() => seen.value.findIndex(({ seq }) => seq === shown.value))
  // As far as what is shown, and a few further.
  useSignalEffect(() => {
    const far = at.value < 0 || at.value + AHEAD >= seen.value.length
    if (far && media.more.value && !media.problem.value && media.messages.value) void media.load()
  })
  const message = seen.value[at.value] ?? first
  const [older, newer] = at.value < 0 ? [] : [seen.value[at.value + 1], seen.value[at.value - 1]]
  return { now: { shown, message }, older, newer }
}

/** The browser keeps the focus in it and closes it on Escape. Whoever signs out looks at nothing any more. */
function useModal(onClose: () => void) {
  const element = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const dialog = element.current!
    dialog.showModal()
    return () => dialog.close()
  }, [])
  useEffect(() => {
    const mine = client.peek()
    return client.subscribe((now) => void (now !== mine && onClose()))
  }, [])
  return element
}

function useGestures(swiped: Swiped, seq: number): Gestures {
  const latest = useRef(swiped)
  latest.current = swiped
  const gestures = useMemo(
    () => new Gestures({ onTurn: (by) => latest.current.onTurn(by), onAway: () => latest.current.onAway() }),
    [],
  )
  useLayoutEffect(() => gestures.reset(), [seq])
  return gestures
}

interface HeadProps {
  message: Message
  onJump: () => void
  onClose: () => void
}

function Head({ message, onJump, onClose }: HeadProps) {
  const { sender, created_at, attachment } = message
  return (
    <header>
      {sender && <Avatar of={sender} />}
      <span class="who">
        <strong dir="auto">{sender?.id === user.value?.id ? 'You' : nameOf(sender)}</strong>
        <small>{moment(new Date(created_at))}</small>
      </span>
      <button
        class="icon-button"
        type="button"
        aria-label="Go to the message"
        title="Go to the message"
        onClick={onJump}
      >
        <Icon name="chat" />
      </button>
      <Download attachment={attachment!} />
      <button class="icon-button" type="button" aria-label="Close" title="Close" onClick={onClose}>
        <Icon name="close" />
      </button>
    </header>
  )
}

const Turn = ({ to, onClick }: { to: 'previous' | 'next'; onClick: () => void }) => (
  <button
    class={`icon-button turn ${to}`}
    type="button"
    aria-label={to === 'previous' ? 'Previous' : 'Next'}
    onClick={onClick}
  >
    <Icon name={to === 'previous' ? 'back' : 'next'} size={24} />
  </button>
)

interface StageProps {
  attachment: Attachment
  gestures: Gestures
  onClose: () => void
}

function Stage({ attachment, gestures, onClose }: StageProps) {
  const { filename, type, url: address, thumbnail_url, width, height } = attachment
  const whole = useBytes(address)
  const small = useBytes(type === 'image' ? thumbnail_url : undefined)
  const url = whole.url ?? small.url
  const { scale, x, y } = gestures.view.value
  if (whole.problem && !url)
    return (
      <p class="stage note" role="alert">
        {whole.problem.words}
      </p>
    )
  if (!url)
    return (
      <p class="stage note" role="status">
        Loading…
      </p>
    )
  if (type === 'video')
    return (
      <div class="stage">
        <video src={url} controls autoplay playsInline aria-label={filename} />
      </div>
    )
  const style = {
    transform: `translate(${x}px, ${y}px) scale(${scale})`,
    // The small one stands where the whole one will.
    ...(width && height && { maxWidth: `${width}px`, maxHeight: `${height}px` }),
  }
  return (
    <div
      class={`stage ${scale > 1 ? 'closer' : ''}`}
      {...gestures.handlers}
      onClick={() => gestures.onPicture || scale > 1 || onClose()}
    >
      <img src={url} alt={filename} style={style} draggable={false} />
    </div>
  )
}
