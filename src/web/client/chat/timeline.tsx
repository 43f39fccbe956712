// The messages of a room: by day, by sender, older ones on the way up, and at the end for who is there.
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useEffect } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { isChanging, isEvent, isOver, isShown, type Message } from '../shared/wire'
import { Bubble } from './bubble'
import { EventLine } from './event-line'
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
    if (news && !room.atEnd) missed.value++
  }, [news])
  const toEnd = () => {
    room.atEnd = true
    room.history.trim()
    const element = scroller.current!
    element.scrollTop = element.scrollHeight
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
      >
        <p class="start quiet" aria-live="off">
          {startOf(room)}
        </p>
        <ol>{itemsOf(room)}</ol>
      </div>
      {missed.value > 0 ? (
        <button class="button small to-end" type="button" onClick={toEnd}>
          <Icon name="down" size={16} /> {count(missed.value, 'new message')}
        </button>
      ) : (
        away.value && (
          <button class="button to-end silent" type="button" aria-label="Down to the end" onClick={toEnd}>
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

/** What stands above the first message. No room is empty: it begins with its creator's coming. The banner says what is wrong. */
function startOf(room: OpenRoom): string {
  if (room.history.messages.value.length === 0)
    return room.state.value.at === 'connecting' ? 'Loading messages…' : ''
  if (!room.history.hasOlder.value) return beginning(room)
  return room.history.loadingOlder.value ? 'Loading older messages…' : ''
}

function beginning(room: OpenRoom): string {
  const [first] = room.history.messages.value
  const hidden = room.info.value?.settings.history === 'since_joined' && first!.seq > 1
  return hidden ? 'What was before you came is not shown here.' : 'This is where it began.'
}

/** Days, lines and bubbles. What has a message's key keeps its place in the document for as long as it is there. */
function itemsOf(room: OpenRoom): ComponentChild[] {
  const items: ComponentChild[] = []
  const me = user.value
  let divided = room.unread.value === undefined
  let before: Message | undefined
  for (const message of room.history.messages.value.filter(shownIn(room))) {
    const { seq, sender, created_at } = message
    const date = new Date(created_at)
    const today = day(date)
    const newDay = !before || day(new Date(before.created_at)) !== today
    if (newDay)
      items.push(
        <li key={`day ${today}`} class="day">
          <span>{today}</span>
        </li>,
      )
    const mine = !!sender && sender.id === me?.id
    const unread = !divided && !mine && message.n !== undefined && seq > room.unread.value!.after
    if (unread) {
      divided = true
      items.push(<UnreadLine key="unread" count={room.unread.value!.count} />)
    }
    if (isEvent(message)) items.push(<EventLine key={seq} entry={message} />)
    else if (isOver(message)) items.push(<OverLine key={seq} />)
    else {
      const first = newDay || unread || !follows(before, message)
      items.push(
        <Bubble
          key={mine ? (message.client_id ?? seq) : seq}
          room={room}
          message={message}
          mine={mine}
          first={first}
        />,
      )
    }
    before = message
  }
  const known = new Set(room.history.messages.value.slice(-100).map(({ client_id }) => client_id))
  for (const outgoing of room.outbox.value)
    if (!isChanging(outgoing.draft) && !known.has(outgoing.client_id))
      items.push(<Bubble key={outgoing.client_id} room={room} outgoing={outgoing} mine first={false} />)
  return [...items, ...strayRefusals(room)]
}

/** That the two of a direct chat have come is no news. */
const shownIn =
  (room: OpenRoom) =>
  (message: Message): boolean =>
    isShown(message) && !(room.info.value?.kind === 'direct' && isEvent(message))

const OverLine = () => (
  <li class="notice-line">
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
  const here = new Set(room.history.messages.value.map(({ seq }) => seq))
  return room.outbox.value
    .filter(({ draft, problem }) => problem && isChanging(draft) && !here.has(draft.target_seq))
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
