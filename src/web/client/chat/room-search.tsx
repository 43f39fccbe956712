// Finds words in the open room: a bar above the messages, which leads from one place to the next.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { Problem } from '../shared/problem'
import { chat } from './me'
import type { OpenRoom } from './open-room'

/** Milliseconds without another letter, after which a search is worth asking. */
const TYPING_MS = 250
const PAGE = 50

interface Found {
  q: string
  /** Newest first. */
  seqs: readonly number[]
  next: string | null
}

export function RoomSearch({ room }: { room: OpenRoom }) {
  const query = useSignal('')
  const found = useSignal<Found | undefined>(undefined)
  const at = useSignal(0)
  const problem = useSignal<Problem | undefined>(undefined)
  const box = useRef<HTMLInputElement>(null)
  const q = query.value.trim()

  const look = async (cursor?: string): Promise<readonly number[]> => {
    const asked = { q, chatroom: room.name, limit: PAGE, ...(cursor && { cursor }) }
    const { results, next_cursor } = await chat().messages.search(asked)
    const seqs = [...(cursor ? (found.value?.seqs ?? []) : []), ...results.map(({ message }) => message.seq)]
    if (query.value.trim() === q) found.value = { q, seqs, next: next_cursor }
    return seqs
  }
  const go = (place: number, seqs = found.value?.seqs ?? []) => {
    const seq = seqs[place]
    if (seq === undefined) return
    at.value = place
    room.jumpTo(seq)
    // Whoever presses Enter again goes on from there.
    setTimeout(() => box.current?.focus())
  }
  const older = async () => {
    const { seqs = [], next = null } = found.value ?? {}
    if (at.value + 1 < seqs.length) go(at.value + 1)
    else if (next) go(at.value + 1, await look(next))
  }
  useEffect(() => box.current?.focus(), [])
  useEffect(() => {
    found.value = undefined
    problem.value = undefined
    if (q === '') return
    const timer = setTimeout(() => {
      look().then(
        (seqs) => go(0, seqs),
        (thrown: unknown) => (problem.value = Problem.from(thrown)),
      )
    }, TYPING_MS)
    return () => clearTimeout(timer)
  }, [q])

  const close = () => {
    room.searching.value = false
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
    if (event.key !== 'Enter' || event.isComposing) return
    event.preventDefault()
    if (event.shiftKey) go(at.value - 1)
    else void older().catch((thrown: unknown) => (problem.value = Problem.from(thrown)))
  }
  const { seqs = [], next = null } = found.value ?? {}
  return (
    <div class="room-search" role="search" aria-label={`Search in ${room.title}`}>
      <input
        ref={box}
        class="input"
        type="search"
        placeholder="Search messages"
        aria-label="Search messages in this chat"
        enterkeyhint="search"
        dir="auto"
        value={query.value}
        onInput={(event) => (query.value = event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span class="quiet" role="status">
        {problem.value?.words ?? (found.value && placeInWords(seqs.length, at.value, next !== null))}
      </span>
      <button
        class="icon-button"
        type="button"
        aria-label="Earlier result"
        disabled={at.value + 1 >= seqs.length && !next}
        onClick={() => void older().catch((thrown: unknown) => (problem.value = Problem.from(thrown)))}
      >
        <Icon name="up" size={18} />
      </button>
      <button
        class="icon-button"
        type="button"
        aria-label="Later result"
        disabled={at.value === 0}
        onClick={() => go(at.value - 1)}
      >
        <Icon name="down" size={18} />
      </button>
      <button class="icon-button" type="button" aria-label="Close search" onClick={close}>
        <Icon name="close" size={18} />
      </button>
    </div>
  )
}

function placeInWords(found: number, at: number, more: boolean): string {
  if (found === 0) return 'No messages found'
  return `${at + 1} of ${found}${more ? '+' : ''}`
}
