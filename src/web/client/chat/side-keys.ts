// The keys of the side: arrows from the search through what it lists, Escape back, and Ctrl+K from wherever one is.
import { openRoom } from './me'
import { query, view } from './side'

const searchBox = (): HTMLInputElement | null => document.querySelector('.rooms .search input')

/** Frames that the side may take to be there. */
const MOST_FRAMES = 60

/** Puts the cursor into the search, also where a phone shows a chat in its place. */
export function focusSearch(): void {
  view.value = 'chats'
  if (searchBox()?.checkVisibility() === false) openRoom(undefined)
  const focus = (frames: number): void => {
    const box = searchBox()
    if (box?.checkVisibility()) box.select()
    else if (frames > 0) requestAnimationFrame(() => focus(frames - 1))
  }
  focus(MOST_FRAMES)
}

/** Ctrl+K, or ⌘K, focuses the search. @returns how to stop that */
export function listenForSearchKey(): () => void {
  const pressed = (event: KeyboardEvent) => {
    const wanted = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)
    // Over a dialog nothing else can be reached.
    if (!wanted || event.shiftKey || event.altKey || document.querySelector('dialog[open]')) return
    event.preventDefault()
    focusSearch()
  }
  addEventListener('keydown', pressed)
  return () => removeEventListener('keydown', pressed)
}

const entriesIn = (side: Element): HTMLElement[] => [...side.querySelectorAll<HTMLElement>('.lists .entry')]

/** Of the whole side. */
export function moveByKeys(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const { key, currentTarget: side } = event
  const target = event.target as HTMLElement
  const inSearch = target === searchBox()
  // Menus and dialogs have keys of their own.
  if (target.closest('dialog') || event.ctrlKey || event.metaKey || event.altKey) return
  if (key === 'Escape') {
    if (!goBack(inSearch)) return
  } else if (inSearch) {
    const [first] = entriesIn(side)
    if (key === 'ArrowDown') first?.focus()
    else if (key === 'Enter' && query.peek().trim() !== '') first?.click()
    else return
  } else if (!moveInList(side, target, key)) return
  event.preventDefault()
}

/** From what was found to the chats, and from what came in their place. @returns whether there was a way */
function goBack(inSearch: boolean): boolean {
  if (view.peek() !== 'chats') {
    // The browser empties it.
    if (inSearch && searchBox()!.value !== '') return false
    view.value = 'chats'
    return true
  }
  if (!inSearch && query.peek() === '') return false
  query.value = ''
  searchBox()?.focus()
  return true
}

/** @returns whether the key was one for the list */
function moveInList(side: HTMLElement, target: HTMLElement, key: string): boolean {
  const row = target.closest('.entry-row')
  if (!row) return false
  const entries = entriesIn(side)
  const at = entries.findIndex((entry) => row.contains(entry))
  if (key === 'ArrowDown') entries[at + 1]?.focus()
  else if (key === 'ArrowUp') (entries[at - 1] ?? searchBox())?.focus()
  else if (key === 'Home') toEdge(side, 0)
  else if (key === 'End') toEdge(side, -1)
  else return false
  return true
}

/** Of a long list only the rows in sight are there: it goes there first. */
function toEdge(side: HTMLElement, which: 0 | -1): void {
  const list = side.querySelector('.lists')!
  list.scrollTop = which === 0 ? 0 : list.scrollHeight
  requestAnimationFrame(() => requestAnimationFrame(() => entriesIn(side).at(which)?.focus()))
}
