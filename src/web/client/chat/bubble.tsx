// One message: who, what, when, what became of it, and, if it is mine, how far it has come.
import { Icon } from '../shared/icons'
import type { Outgoing } from '../shared/inbox-listener'
import { quoteOf } from '../shared/timeline-state'
import { isChanging, nameOf, type Message } from '../shared/wire'
import { Avatar } from './avatar'
import { BubbleMenu } from './bubble-menu'
import { isLive } from './changes'
import { Content } from './content'
import type { OpenRoom } from './open-room'
import { goTo, QuoteView } from './quote'
import { Reactions } from './reactions'
import { Refused } from './refused'
import { exactTime, time } from './times'
import { hue } from './words'

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
  const changes = message ? changesOf(room, message.seq) : []
  const refused = [...(outgoing?.problem ? [outgoing] : []), ...changes.filter(({ problem }) => problem)]
  const kind = `bubble ${mine ? 'mine' : 'theirs'} ${first ? 'first' : ''} ${refused.length > 0 ? 'refused' : ''}`
  const shown = message ?? expected(room, outgoing!)
  // In a direct chat it is clear who it is.
  const named = !mine && first && room.info.value?.kind !== 'direct'
  return (
    <li class={kind} data-seq={message?.seq}>
      {named && message?.sender && <Avatar of={message.sender} />}
      <div class="bubble-body">
        {named && message?.sender && (
          <strong class={`sender hue-${hue(message.sender.id)}`}>
            <bdi>{nameOf(message.sender)}</bdi>
          </strong>
        )}
        {shown.forwarded && (
          <small class="forwarded">
            <Icon name="forward" size={14} /> Forwarded
          </small>
        )}
        <Answered room={room} message={shown} />
        <Content room={room} message={shown}>
          <span class="meta">
            {message?.pinned && <Sign icon="pin" label="Pinned" />}
            {message?.edited_at && (
              <span title={`Edited ${exactTime(new Date(message.edited_at))}`}>edited</span>
            )}
            <When date={new Date(shown.created_at)} />
            {(mine || changes.length > 0) && (
              <Tick room={room} message={message} mine={mine} outgoing={outgoing ?? changes[0]} />
            )}
          </span>
        </Content>
      </div>
      {message && isLive(message) && <BubbleMenu room={room} message={message} />}
      {message && <Reactions room={room} message={message} />}
      {refused.map((each) => (
        <Refused key={each.client_id} room={room} outgoing={each} />
      ))}
    </li>
  )
}

/** My changes of a message that are not acknowledged. */
const changesOf = (room: OpenRoom, seq: number): Outgoing[] =>
  room.outbox.value.filter(({ draft, seq: done }) => !done && isChanging(draft) && draft.target_seq === seq)

/** What is on its way, as the room will have it. */
function expected(room: OpenRoom, { draft, since }: Outgoing): Partial<Message> & { created_at: string } {
  const created_at = since.toISOString()
  if (isChanging(draft)) return { created_at }
  const attachment = draft.type === 'attachment' ? room.uploads.get(draft.attachment.id) : undefined
  const answered = room.history.messages.value.find(({ seq }) => seq === draft.reply_to)
  return {
    created_at,
    ...(draft.message && { message: draft.message }),
    ...(attachment && { attachment }),
    ...(answered && { reply_to: quoteOf(answered) }),
  }
}

/** The quote, which leads to the message that it is of while that is on the page. */
function Answered({ room, message: { reply_to } }: { room: OpenRoom; message: Partial<Message> }) {
  if (!reply_to) return null
  const here = room.history.messages.value.some(({ seq }) => seq === reply_to.seq)
  return <QuoteView quote={reply_to} onPress={here ? (from) => goTo(from, reply_to.seq) : undefined} />
}

function When({ date }: { date: Date }) {
  return (
    <time dateTime={date.toISOString()} title={exactTime(date)}>
      {time(date)}
    </time>
  )
}

interface TickProps {
  room: OpenRoom
  message?: Message | undefined
  mine: boolean
  outgoing?: Outgoing | undefined
}

/** Sending, or not sent, of the message itself or of a change of it; or how far a message of mine has come with the others. */
function Tick({ room, message, mine, outgoing }: TickProps) {
  if (outgoing?.problem) return <Sign icon="failed" label="Not sent" />
  if (outgoing && !outgoing.seq) return <Sign icon="clock" label="Sending" />
  if (!message || !mine) return <Sign icon="check" label="Sent" />
  const reach = room.ticks.of(message)
  if (reach === 'read') return <Sign icon="checks" label="Read" />
  return reach === 'delivered' ? <Sign icon="checks" label="Delivered" /> : <Sign icon="check" label="Sent" />
}

/** A picture with a name. */
const Sign = ({ icon, label }: { icon: 'pin' | 'failed' | 'clock' | 'check' | 'checks'; label: string }) => (
  <span class={`mark ${icon} ${label === 'Read' ? 'read' : ''}`} role="img" aria-label={label} title={label}>
    <Icon name={icon} size={icon === 'checks' ? 16 : 14} />
  </span>
)
