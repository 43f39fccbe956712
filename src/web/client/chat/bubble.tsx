// One message: who, what, when, and, if it is mine, how far it has come.
import type { ComponentChild } from 'preact'
import { Icon } from '../shared/icons'
import type { Outgoing } from '../shared/room-listener'
import { nameOf, type Attachment, type Location, type Message } from '../shared/wire'
import { AttachmentView } from './attachment'
import { Avatar } from './avatar'
import type { OpenRoom } from './open-room'
import { exactTime, hue, isEmoji, placeOf, time } from './words'

interface BubbleProps {
  room: OpenRoom
  /** What the room has; or else what is on its way there. */
  message?: Message
  outgoing?: Outgoing
  mine: boolean
  /** Whether it opens a group of one sender. */
  first: boolean
}

export function Bubble({ room, message, outgoing, mine, first }: BubbleProps) {
  const text = message?.message ?? outgoing?.draft.message
  const attachment = message?.attachment ?? attachmentOf(room, outgoing)
  const kind = `bubble ${mine ? 'mine' : 'theirs'} ${first ? 'first' : ''} ${outgoing?.problem ? 'refused' : ''}`
  return (
    <li class={kind} data-seq={message?.seq}>
      {!mine && first && message && <Avatar of={message.sender} />}
      <div class="bubble-body">
        {!mine && first && message && (
          <strong class={`sender hue-${hue(message.sender.id)}`}>
            <bdi>{nameOf(message.sender)}</bdi>
          </strong>
        )}
        {attachment && <AttachmentView attachment={attachment} />}
        <div class="words">
          {text && (
            <p class={`text ${isEmoji(text) ? 'emoji' : ''}`} dir="auto">
              {withLinks(text)}
            </p>
          )}
          {message?.location && <Place location={message.location} />}
          <span class="meta">
            <When date={message ? new Date(message.created_at) : outgoing!.since} />
            {mine && <Mark message={message} outgoing={outgoing} />}
          </span>
        </div>
      </div>
      {outgoing?.problem && <Refused room={room} outgoing={outgoing} />}
    </li>
  )
}

/** A geo: address opens the reader's own map: the page names no other host. */
function Place({ location }: { location: Location }) {
  const coordinates = `${location.latitude},${location.longitude}`
  return (
    <p class="text" dir="auto">
      📍{' '}
      <a href={`geo:${coordinates}`} title={coordinates}>
        {placeOf(location)}
      </a>
    </p>
  )
}

const attachmentOf = (room: OpenRoom, outgoing: Outgoing | undefined): Attachment | undefined =>
  outgoing?.draft.type === 'attachment' ? room.uploads.get(outgoing.draft.attachment.id) : undefined

function When({ date }: { date: Date }) {
  return (
    <time dateTime={date.toISOString()} title={exactTime(date)}>
      {time(date)}
    </time>
  )
}

/** Sending, sent or not sent; each is a picture with a name. */
function Mark({ message, outgoing }: Pick<BubbleProps, 'message' | 'outgoing'>) {
  const [icon, label] =
    message || outgoing?.seq
      ? (['check', 'Sent'] as const)
      : outgoing?.problem
        ? (['failed', 'Not sent'] as const)
        : (['clock', 'Sending'] as const)
  return (
    <span class={`mark ${icon}`} role="img" aria-label={label} title={label}>
      <Icon name={icon} size={14} />
    </span>
  )
}

function Refused({ room, outgoing: { client_id, problem } }: { room: OpenRoom; outgoing: Outgoing }) {
  return (
    <div class="refusal" role="alert">
      <span>Not sent. {problem?.words}</span>
      <button class="button small" type="button" onClick={() => room.retry(client_id)}>
        Try again
      </button>
      <button class="button small" type="button" onClick={() => room.discard(client_id)}>
        Discard
      </button>
    </div>
  )
}

const LINK = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?')\]])/

/** Text with its addresses as links. */
function withLinks(text: string): ComponentChild[] {
  return text.split(LINK).map((part, index) =>
    index % 2 === 1 ? (
      <a href={part} target="_blank" rel="noopener noreferrer">
        {part}
      </a>
    ) : (
      part
    ),
  )
}
