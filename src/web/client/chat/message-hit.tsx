// A message in a list of found or starred ones: where it was said, by whom and when, and the words that were looked for.
import type { ComponentChild } from 'preact'
import { nameOf, type Message } from '../shared/wire'
import { RoomAvatar } from './avatar'
import { inbox } from './inbox'
import { roomAddress, user } from './me'
import { Preview } from './preview'
import { exactTime, shortTime } from './times'
import { titleOf } from './words'

/** From where to where what was looked for stands in a text, in UTF-16 units. */
type Highlights = readonly (readonly number[])[]

/** Characters before the first highlight that are shown: the line is short. */
const BEFORE = 18

interface MessageHitProps {
  message: Message
  /** What of it was found, and where in that; without them, it is shown as in the list of chats. */
  words?: string | undefined
  highlights?: Highlights
}

export function MessageHit({ message, words, highlights = [] }: MessageHitProps) {
  const { chatroom, seq, created_at, sender } = message
  const room = inbox.get(chatroom)
  const date = new Date(created_at)
  return (
    <li class="entry-row">
      <a class="entry" href={roomAddress(chatroom, seq)} tabIndex={-1}>
        <RoomAvatar room={room ?? { name: chatroom, avatar_url: null }} />
        <span class="entry-text">
          <span class="entry-line">
            <strong dir="auto">{titleOf(room ?? { name: chatroom })}</strong>
            <time class="entry-time" dateTime={created_at} title={exactTime(date)}>
              {shortTime(date)}
            </time>
          </span>
          <span class="entry-line">
            <small class="quiet">
              {words === undefined ? (
                <Preview message={message} />
              ) : (
                <>
                  <bdi>{sender?.id === user.value?.id ? 'You' : nameOf(sender)}</bdi>:{' '}
                  <bdi>{marked(words, highlights)}</bdi>
                </>
              )}
            </small>
          </span>
        </span>
      </a>
    </li>
  )
}

/** The part of a text that has the first highlight, with all of them marked. */
export function marked(text: string, highlights: Highlights): ComponentChild[] {
  const first = highlights[0]?.[0] ?? 0
  const begin = first > BEFORE ? beginningOfWord(text, first - BEFORE) : 0
  const parts: ComponentChild[] = begin > 0 ? ['…'] : []
  let at = begin
  for (const [start = 0, end = 0] of highlights) {
    if (start < at) continue
    parts.push(text.slice(at, start), <mark key={start}>{text.slice(start, end)}</mark>)
    at = end
  }
  return [...parts, text.slice(at)]
}

/** Where the next word begins, so that none is cut. */
function beginningOfWord(text: string, from: number): number {
  const space = text.slice(from).search(/\s/)
  return space < 0 || space > BEFORE ? from : from + space + 1
}
