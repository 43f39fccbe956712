// What was sent in a room beside words: pictures and films as a grid, files as a list; older ones as one scrolls.
import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { nameOf, type Message } from '../shared/wire'
import { AttachmentView } from './attachment'
import { useBytes } from './bytes'
import './media-gallery.css'
import { useNear } from './near'
import type { OpenRoom } from './open-room'
import { Blur } from './picture'
import { isSeen, RoomMedia } from './room-media'
import { clock, moment } from './times'
import { Poster } from './video'
import { useViewer } from './viewing'

interface GalleryProps {
  room: OpenRoom
  /** Told when somebody goes to a message. */
  onJump?: () => void
}

type Kind = 'media' | 'docs'

const TABS = [
  ['media', 'Media'],
  ['docs', 'Docs'],
] as const

const isDoc = ({ attachment }: Message): boolean =>
  attachment?.type === 'document' || (attachment?.type === 'audio' && !attachment.voice)

export function MediaGallery({ room, onJump }: GalleryProps) {
  const media = useMemo(() => new RoomMedia(room.name), [room])
  const kind = useSignal<Kind>('media')
  const shown = media.messages.value.filter(kind.value === 'media' ? isSeen : isDoc)
  return (
    <div class="gallery">
      <div class="tabs" role="group" aria-label="What to show">
        {TABS.map(([each, words]) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === kind.value}
            onClick={() => (kind.value = each)}
          >
            {words}
          </button>
        ))}
      </div>
      {kind.value === 'media' ? (
        <Grid room={room} messages={shown} onJump={onJump} />
      ) : (
        <Files room={room} messages={shown} onJump={onJump} />
      )}
      <More media={media} shown={shown.length} kind={kind.value} />
    </div>
  )
}

interface ShownProps {
  room: OpenRoom
  messages: readonly Message[]
  onJump: (() => void) | undefined
}

const MONTH = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric' })

/** Under the months that they are of. */
function Grid({ room, messages, onJump }: ShownProps) {
  const months = new Map<string, Message[]>()
  for (const message of messages) {
    const month = MONTH.format(new Date(message.created_at))
    months.set(month, [...(months.get(month) ?? []), message])
  }
  return [...months].map(([month, of]) => (
    <section key={month} aria-label={month}>
      <h3>{month}</h3>
      <ul>
        {of.map((message) => (
          <li key={message.seq}>
            <Tile room={room} message={message} onJump={onJump} />
          </li>
        ))}
      </ul>
    </section>
  ))
}

function Tile({ room, message, onJump }: Omit<ShownProps, 'messages'> & { message: Message }) {
  const attachment = message.attachment!
  const { filename, type, thumbnail_url, url: address, blurhash, duration } = attachment
  const { ref, near } = useNear<HTMLButtonElement>()
  const { url } = useBytes(near && type === 'image' ? (thumbnail_url ?? address) : undefined)
  const viewer = useViewer(room, message, onJump)
  const film = type === 'video'
  return (
    <>
      <button
        ref={ref}
        type="button"
        aria-label={film ? `Play ${filename}` : `Open the photo ${filename}`}
        onClick={viewer.open}
      >
        {film ? <Poster attachment={attachment} near={near} /> : <Blur hash={blurhash} />}
        {url && <img src={url} alt="" />}
      </button>
      {film && (
        <small class="on-picture">
          <Icon name="video" size={14} /> {duration !== undefined && clock(duration)}
        </small>
      )}
    </>
  )
}

function Files({ room, messages, onJump }: ShownProps) {
  const jump = (seq: number) => {
    onJump?.()
    room.jumpTo(seq)
  }
  return (
    <ul class="gallery-files">
      {messages.map((message) => (
        <li key={message.seq}>
          <AttachmentView room={room} attachment={message.attachment!} message={message} />
          <button
            class="to-message"
            type="button"
            title="Go to the message"
            onClick={() => jump(message.seq)}
          >
            <bdi>{nameOf(message.sender)}</bdi> · {moment(new Date(message.created_at))}
          </button>
        </li>
      ))}
    </ul>
  )
}

const EMPTY = { media: 'No photos or videos yet', docs: 'No documents yet' }

/** What stands at the end: when that is in sight, more is read. */
function More({ media, shown, kind }: { media: RoomMedia; shown: number; kind: Kind }) {
  const end = useRef<HTMLParagraphElement>(null)
  const { more, problem, messages } = media
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => entries.at(-1)!.isIntersecting && void media.load(),
      {
        rootMargin: '50%',
      },
    )
    observer.observe(end.current!)
    return () => observer.disconnect()
    // Looked at again after each page: a page may have had nothing of this kind.
  }, [media, messages.value, kind])
  const words = problem.value?.words ?? (more.value ? 'Loading…' : shown === 0 ? EMPTY[kind] : '')
  return (
    <p ref={end} class="quiet gallery-end" role="status">
      {words}{' '}
      {problem.value && (
        <button class="button small" type="button" onClick={() => void media.load()}>
          Try again
        </button>
      )}
    </p>
  )
}
