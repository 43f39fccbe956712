// The messages of a room: by day, by sender, more of them on the way up and down, and at the end for who is there.
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useEffect } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { isChanging, isEvent, isOver, isShown, type Message } from '../shared/wire'
import { Bubble } from './bubble'
import { today } from './clock'
import { copyMessages } from './copying'
import { EventLines } from './event-line'
import { user } from './me'
import type { OpenRoom } from './open-room'
import { Refused } from './refused'
import { useStayingInPlace } from './staying-in-place'
import { day } from './times'
import { count, spoken } from './words'

/** Messages of one sender that follow each other within this time stand together. */
const TOGETHER_MS = 5 * 60_000

export function Timeline({ room }: { room: OpenRoom }) {
  const missed = useSignal(0)
  const away = useSignal(false)
  const scroller = useStayingInPlace(room, (screens) => {
    if (room.atEnd) missed.value = 0
    away.value = screens > 1
  })
  const news = room.news.value
  useEffect(() => {
    // What I have said elsewhere I have not missed.
    if (news && !room.atEnd && news.sender?.id !== user.peek()?.id) missed.value++
  }, [news])
  const toEnd = () => {
    const element = scroller.current!
    // Where the end is not read yet, it is shown once it is.
    if (!room.view.peek().hasNewer) element.scrollTop = element.scrollHeight
    room.toEnd()
    element.focus()
  }
  return (
    <div class="timeline">
      <div
        ref={scroller}
        class={`scroller ${room.info.value?.kind ?? ''}`}
        role="log"
        aria-live="off"
        tabIndex={0}
        aria-label={`Messages in ${room.title}`}
        onCopy={copyMessages}
      >
        <p class="start quiet" aria-live="off">
          {startOf(room)}
        </p>
        <ol>{itemsOf(room)}</ol>
        {room.view.value.hasNewer && <p class="start quiet">Loading newer messages…</p>}
      </div>
      {missed.value > 0 ? (
        <button class="button small to-end" type="button" onClick={toEnd}>
          <Icon name="down" size={16} /> {count(missed.value, 'new message')}
        </button>
      ) : (
        away.value && (
          <button
            class="button to-end silent"
            type="button"
            aria-label="Scroll to the latest message"
            onClick={toEnd}
          >
            <Icon name="down" size={18} />
          </button>
        )
      )}
      <div class="spoken" aria-live="polite">
        {news && news.sender?.id !== user.value?.id && spoken(news)}
      </div>
    </div>
  )
}

/** What stands above the first message. The banner says what is wrong. */
function startOf(room: OpenRoom): string {
  const { messages, hasOlder, loadingOlder } = room.view.value
  if (messages.length === 0) return room.state.at === 'ended' ? '' : 'Loading messages…'
  if (hasOlder && !atFirst(room)) return loadingOlder ? 'Loading earlier messages…' : ''
  return atFirst(room) && room.info.value!.first_seq > 1
    ? 'Messages from before you joined are not shown.'
    : 'This is the beginning of the chat.'
}

/** Whether what is shown begins with the first that one may read. */
const atFirst = (room: OpenRoom): boolean => {
  const first = room.messages.value[0]?.seq
  return first !== undefined && first <= (room.info.value?.first_seq ?? 1)
}

/** Days, lines and bubbles. What has a message's key keeps its place in the document for as long as it is there. */
function itemsOf(room: OpenRoom): ComponentChild[] {
  const items: ComponentChild[] = []
  const me = user.value
  const now = today.value
  const unread = room.unread.value
  let divided = unread === undefined
  let before: Message | undefined
  let events: Message[] = []
  const flush = () => {
    if (events.length > 0) items.push(<EventLines key={`events ${events[0]!.seq}`} entries={events} />)
    events = []
  }
  for (const message of room.messages.value.filter(shownIn(room))) {
    const { seq, sender, created_at } = message
    const name = day(new Date(created_at), now)
    const newDay = !before || day(new Date(before.created_at), now) !== name
    const mine = !!sender && sender.id === me?.id
    const begins = !divided && !mine && message.n !== undefined && seq > unread!.after
    if (newDay || begins || !isEvent(message)) flush()
    if (newDay)
      items.push(
        <li key={`day ${created_at.slice(0, 10)} ${name}`} class="day">
          <span>{name}</span>
        </li>,
      )
    if (begins) {
      divided = true
      items.push(<UnreadLine key="unread" count={unread!.count} />)
    }
    if (isEvent(message)) events.push(message)
    else if (isOver(message)) items.push(<OverLine key={seq} seq={seq} />)
    else {
      const first = newDay || begins || !follows(before, message)
      const key = mine ? (message.client_id ?? seq) : seq
      items.push(<Bubble key={key} room={room} message={message} mine={mine} first={first} />)
    }
    before = message
  }
  flush()
  if (!room.view.value.hasNewer) items.push(...onTheirWay(room))
  return [...items, ...strayRefusals(room)]
}

/** What is not here yet as an entry. */
function onTheirWay(room: OpenRoom): ComponentChild[] {
  const known = new Set(room.messages.value.slice(-100).map(({ client_id }) => client_id))
  return room.outgoing.value
    .filter(({ draft, client_id }) => !isChanging(draft) && !known.has(client_id))
    .map((outgoing) => <Bubble key={outgoing.client_id} room={room} outgoing={outgoing} mine first={false} />)
}

/** That the two of a direct chat have come is no news. */
const shownIn =
  (room: OpenRoom) =>
  (message: Message): boolean =>
    isShown(message) && !(room.info.value?.kind === 'direct' && isEvent(message))

const OverLine = ({ seq }: { seq: number }) => (
  <li class="notice-line" data-seq={seq}>
    <span>This message has disappeared</span>
  </li>
)

const UnreadLine = ({ count: number }: { count: number }) => (
  <li class="unread-line">
    <span>{count(number, 'unread message')}</span>
  </li>
)

/** Refused changes of messages that are not on the page. */
function strayRefusals(room: OpenRoom): ComponentChild[] {
  const here = new Set(room.messages.value.map(({ seq }) => seq))
  return room.outgoing.value
    .filter(({ draft, error }) => error && isChanging(draft) && !here.has(draft.target_seq))
    .map((outgoing) => (
      <li key={outgoing.client_id} class="bubble mine">
        <Refused room={room} outgoing={outgoing} />
      </li>
    ))
}

function follows(before: Message | undefined, { sender, created_at }: Message): boolean {
  if (!before || isEvent(before) || before.sender?.id !== sender?.id) return false
  return Date.parse(created_at) - Date.parse(before.created_at) < TOGETHER_MS
}
