// A list that the server answers page by page: the first, and more for whoever asks.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Page } from '../shared/api'
import { Alert, useAttempt } from './attempt'

/** @param about what it depends on: another one, and it is asked again */
export function usePages<T>(load: (cursor?: string) => Promise<Page<T>>, about: readonly unknown[] = []) {
  /** Undefined until they are known. */
  const items = useSignal<readonly T[] | undefined>(undefined)
  const next = useSignal<string | null>(null)
  const { busy, problem, run } = useAttempt()
  /** Only the answer to the newest question counts. */
  const asked = useRef(0)
  const reload = () =>
    run(async () => {
      const nth = ++asked.current
      const page = await load()
      if (nth !== asked.current) return
      items.value = page.items
      next.value = page.next_cursor
    })
  const more = () =>
    run(async () => {
      const nth = ++asked.current
      const page = await load(next.value!)
      if (nth !== asked.current) return
      items.value = [...(items.value ?? []), ...page.items]
      next.value = page.next_cursor
    })
  useEffect(() => void reload(), about)
  return { items: items.value, hasMore: next.value !== null, busy, problem, reload, more }
}

export type Pages<T> = ReturnType<typeof usePages<T>>

interface PageListProps<T> {
  pages: Pages<T>
  label: string
  /** What is said when there is nothing. */
  empty: string
  children: (item: T) => ComponentChildren
}

export function PageList<T>({ pages, label, empty, children }: PageListProps<T>) {
  const { items, hasMore, busy, problem, more } = pages
  return (
    <>
      {items && items.length > 0 && (
        <ul class="members" aria-label={label}>
          {items.map(children)}
        </ul>
      )}
      {items?.length === 0 && !hasMore && <p class="quiet">{empty}</p>}
      {!items && !problem && <p class="quiet">Loading…</p>}
      <Alert problem={problem} />
      {hasMore && (
        <button class="button small" type="button" disabled={busy} onClick={() => void more()}>
          More
        </button>
      )}
    </>
  )
}
