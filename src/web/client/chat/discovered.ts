// Public groups that one is not in, newest first, page by page: looked at again while they are on the screen, for nobody tells of them.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Chatroom } from '../shared/wire'
import { useAttempt } from './attempt'
import { inbox } from './inbox'
import { chat } from './me'

/** Milliseconds between two looks. */
const AGAIN_MS = 30_000

/** @param q how the names begin */
export function useDiscovered(q: string) {
  const found = useSignal<readonly Chatroom[] | undefined>(undefined)
  const next = useSignal<string | null>(null)
  const { busy, problem, run } = useAttempt()
  /** Only the answer to the newest question counts. */
  const asked = useRef(0)
  const ask = (take: (page: readonly Chatroom[], cursor: string | null) => void, cursor?: string) =>
    run(async () => {
      const nth = ++asked.current
      const page = await chat().rooms.list({ ...(q && { q }), ...(cursor && { cursor }) })
      if (nth === asked.current) take(page.chatrooms, page.next_cursor)
    })
  const begin = () =>
    ask((page, cursor) => {
      found.value = page
      next.value = cursor
    })
  const more = () =>
    ask((page, cursor) => {
      found.value = merged(found.value ?? [], page)
      next.value = cursor
    }, next.value!)
  useEffect(() => {
    void begin()
    const look = () => {
      if (document.hidden) return
      void ask((page, cursor) => {
        const before = found.peek() ?? []
        // Whoever has opened further pages keeps them.
        const all = before.length <= page.length
        found.value = all ? page : merged(page, before)
        if (all) next.value = cursor
      })
    }
    const timer = setInterval(look, AGAIN_MS)
    return () => clearInterval(timer)
  }, [q])
  const mine = new Set(inbox.rooms.value?.map(({ name }) => name))
  return {
    items: found.value?.filter(({ name, role }) => role === null && !mine.has(name)),
    hasMore: next.value !== null,
    busy,
    problem,
    reload: begin,
    more,
  }
}

/** Both in this order, each group once. */
function merged(first: readonly Chatroom[], second: readonly Chatroom[]): Chatroom[] {
  const names = new Set(first.map(({ name }) => name))
  return [...first, ...second.filter(({ name }) => !names.has(name))]
}
