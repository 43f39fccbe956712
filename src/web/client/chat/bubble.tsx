// One message: who, what, when, what became of it, and, if it is mine, how far it has come.
import { Icon } from '../shared/icons'
import { isChanging, nameOf, quoteOf, type Message } from '../shared/wire'
import { Avatar } from './avatar'
import { BubbleMenu } from './bubble-menu'
import { isLive } from './changes'
import { Content } from './content'
import { user } from './me'
import type { OpenRoom } from './open-room'
import { QuoteView } from './quote'
import { Reactions } from './reactions'
import { Refused } from './refused'
import { stars } from './stars'
import { exactTime, time } from './times'
import { hue } from './words'

/** What is on its way, as the SDK has it. */
export type Outgoing = OpenRoom['outgoing']['value'][number]

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
  const refused = [...(outgoing?.error ? [outgoing] : []), ...changes.filter(({ error }) => error)]
  const kind = `bubble ${mine ? 'mine' : 'theirs'} ${first ? 'first' : ''} ${refused.length > 0 ? 'refused' : ''}`
  const shown = message ?? expected(room, outgoing!)
  // In a direct chat it is clear who it is.
  const named = !mine && room.info.value?.kind !== 'direct'
  return (
    <li class={kind} data-seq={message?.seq}>
      {named && first && message?.sender && <Avatar of={message.sender} />}
      <div class="bubble-body">
        <Sender message={message} mine={mine} shown={named && first} />
        {shown.forwarded && (
          <small class="forwarded">
            <Icon name="forward" size={14} /> Forwarded
          </small>
        )}
        {shown.reply_to && (
          <QuoteView quote={shown.reply_to} onPress={() => room.jumpTo(shown.reply_to!.seq)} />
        )}
        <Content room={room} message={shown} {...(outgoing && { outgoing })}>
          <span class="meta">
            {message && isLive(message) && stars.has(message) && <Sign icon="star" label="Starred" />}
            {message?.pinned && <Sign icon="pin" label="Pinned" />}
            {message?.edited_at && (
              <span title={`Edited ${exactTime(new Date(message.edited_at))}`}>Edited</span>
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

/** Whoever looks sees it once for a group, and not of themselves; whoever listens hears it each time. */
function Sender({ message, mine, shown }: { message?: Message | undefined; mine: boolean; shown: boolean }) {
  if (mine) return <span class="spoken">You: </span>
  if (!message?.sender) return null
  const name = nameOf(message.sender)
  return shown ? (
    <strong class={`sender hue-${hue(message.sender.id)}`}>
      <bdi>{name}</bdi>
    </strong>
  ) : (
    <span class="spoken">{name}: </span>
  )
}

/** My changes of a message that are not acknowledged. */
const changesOf = (room: OpenRoom, seq: number): Outgoing[] =>
  room.outgoing.value.filter(({ draft, seq: done }) => !done && isChanging(draft) && draft.target_seq === seq)

/** What is on its way, as the room will have it. */
function expected(room: OpenRoom, { draft, since, chatroom }: Outgoing): Message {
  const { type, message, location, contacts, poll, reply_to } = draft
  const answered = room.messages.value.find(({ seq }) => seq === reply_to)
  const said = { type, message, location, contacts, poll } as Partial<Message>
  return {
    ...said,
    type: isChanging(draft) ? 'text' : type,
    chatroom,
    seq: 0,
    created_at: new Date(since).toISOString(),
    ...(user.value && { sender: user.value }),
    ...(answered && { reply_to: quoteOf(answered) }),
  }
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
  if (outgoing?.error) return <Sign icon="failed" label="Not sent" />
  if (outgoing && !outgoing.seq) return <Sign icon="clock" label={outgoing.unsaved ? UNSAVED : 'Sending'} />
  if (!message || !mine) return <Sign icon="check" label="Sent" />
  const reach = room.ticks.of(message)
  if (reach === 'read') return <Sign icon="checks" label="Read" />
  return reach === 'delivered' ? <Sign icon="checks" label="Delivered" /> : <Sign icon="check" label="Sent" />
}

/** The browser's storage is full. */
const UNSAVED = 'Sending: keep this tab open until it is sent'

/** A picture with a name. */
const Sign = ({
  icon,
  label,
}: {
  icon: 'star' | 'pin' | 'failed' | 'clock' | 'check' | 'checks'
  label: string
}) => (
  <span class={`mark ${icon} ${label === 'Read' ? 'read' : ''}`} role="img" aria-label={label} title={label}>
    <Icon name={icon} size={icon === 'checks' ? 16 : 14} />
  </span>
)
