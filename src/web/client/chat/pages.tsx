// A list that the server answers page by page: the first, and more for whoever asks.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Alert, useAttempt } from './attempt'

/** A page of a list, as the wire has it: one array, by whatever name, and where the next page begins. */
interface Answer {
  next_cursor: string | null
}
type ItemOf<A> = { [Key in keyof A]: A[Key] extends readonly (infer Item)[] ? Item : never }[keyof A]

const itemsOf = <A extends Answer>(page: A): readonly ItemOf<A>[] =>
  Object.values(page).find(Array.isArray) ?? []

/** @param about what it depends on: another one, and it is asked again */
export function usePages<A extends Answer>(
  load: (cursor?: string) => Promise<A>,
  about: readonly unknown[] = [],
) {
  /** Undefined until they are known. */
  const items = useSignal<readonly ItemOf<A>[] | undefined>(undefined)
  const next = useSignal<string | null>(null)
  const { busy, problem, run } = useAttempt()
  /** Only the answer to the newest question counts. */
  const asked = useRef(0)
  const ask = (before: readonly ItemOf<A>[], cursor?: string) =>
    run(async () => {
      const nth = ++asked.current
      const page = await load(cursor)
      if (nth !== asked.current) return
      items.value = [...before, ...itemsOf(page)]
      next.value = page.next_cursor
    })
  const reload = () => ask([])
  const more = () => ask(items.value ?? [], next.value!)
  useEffect(() => void reload(), about)
  return { items: items.value, hasMore: next.value !== null, busy, problem, reload, more }
}

export interface Pages<Item> {
  items: readonly Item[] | undefined
  hasMore: boolean
  busy: boolean
  problem: ReturnType<typeof useAttempt>['problem']
  reload: () => Promise<boolean>
  more: () => Promise<boolean>
}

interface PageListProps<Item> {
  pages: Pages<Item>
  label: string
  /** What is said when there is nothing. */
  empty: string
  children: (item: Item) => ComponentChildren
}

export function PageList<Item>({ pages, label, empty, children }: PageListProps<Item>) {
  const { items, hasMore, busy, problem, more } = pages
  return (
    <>
      {items && items.length > 0 && (
        <ul class="members" aria-label={label}>
          {items.map(children)}
        </ul>
      )}
      {items?.length === 0 && !hasMore && empty && <p class="quiet">{empty}</p>}
      {!items && !problem && <p class="quiet">Loading…</p>}
      <Alert problem={problem} />
      {hasMore && (
        <button class="button small" type="button" disabled={busy} onClick={() => void more()}>
          Show more
        </button>
      )}
    </>
  )
}
