// What was said, as it is now: all entries of a lane put together as any client does it.
import { nameOf, type Message } from '../shared/wire'
import type { Lane } from './lane'

export function SaidView({ lane, room }: { lane: Lane; room: string }) {
  const messages = lane.heard(room)?.messages.value ?? []
  return (
    <details class="said">
      <summary>
        The room as it is now <span class="quiet">{messages.length}</span>
      </summary>
      <p class="quiet small">
        Of each message the version with the highest <code>changed_seq</code>; changes stand in what they
        changed.
      </p>
      <ol tabIndex={0} aria-label="What was said">
        {messages.map((message) => (
          <Line key={message.seq} message={message} />
        ))}
      </ol>
    </details>
  )
}

function Line({ message }: { message: Message }) {
  const { seq, type, sender, reply_to } = message
  return (
    <li class={type === 'deleted' ? 'gone' : ''}>
      <span class="chip seq">{seq}</span> <b>{nameOf(sender)}</b> <span class="quiet">{type}</span>{' '}
      {reply_to && <span class="chip">answers {reply_to.seq}</span>}{' '}
      <span dir="auto">{wordsOf(message)}</span>{' '}
      {stateOf(message).map((each) => (
        <span key={each} class="chip">
          {each}
        </span>
      ))}
    </li>
  )
}

/** What it says, in a line. */
function wordsOf({ message, attachment, location, contacts, poll, content }: Message): string {
  const parts = [
    attachment?.filename,
    location && (location.name ?? `${location.latitude}, ${location.longitude}`),
    contacts?.map(({ name }) => name).join(', '),
    poll &&
      `${poll.question} ${poll.options.map((option, nth) => `${option}: ${votesFor(poll, nth)}`).join(', ')}`,
    message ?? (content !== undefined && JSON.stringify(content)),
  ]
  return parts.filter(Boolean).join(' · ')
}

const votesFor = ({ votes }: NonNullable<Message['poll']>, option: number): number =>
  votes?.find((each) => each.option === option)?.count ?? 0

/** What stands beside it, and what became of it. */
function stateOf(message: Message): string[] {
  const {
    forwarded,
    mentions = [],
    mentions_all,
    edited_at,
    deleted_by,
    pinned,
    reactions = [],
    changed_seq,
  } = message
  return [
    forwarded && 'forwarded',
    ...mentions.map(({ username }) => `mentions @${username}`),
    mentions_all && 'mentions @all',
    edited_at && 'edited',
    deleted_by && `deleted by ${nameOf(deleted_by)}`,
    pinned && 'pinned',
    ...reactions.map(({ emoji, count }) => `${emoji} ${count}`),
    changed_seq && `changed by ${changed_seq}`,
  ].filter((each) => typeof each === 'string')
}
