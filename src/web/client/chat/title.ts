// What the browser shows of the page while it is one of many: the title and the picture of its tab, and the badge of the app.
import { computed, effect } from '@preact/signals'
import { inbox } from './inbox'
import { roomName, user } from './me'
import { isMuted } from './notices'
import { titleOf } from './words'

const READ = new URL('../shared/icon.svg', import.meta.url).href
const UNREAD = new URL('../shared/icon-unread.svg', import.meta.url).href

/** Chats in which something is unread that one wants to know of. */
export const unreadChats = computed(() => {
  const wanted = (inbox.rooms.value ?? []).filter((room) => {
    const { unread = 0, unread_mentions = 0, archived = false } = room.me ?? {}
    return unread_mentions > 0 || (unread > 0 && !archived && !isMuted(room))
  })
  return wanted.length
})

const title = computed(() => {
  if (!user.value) return 'Chat · WhatsApp API Server'
  const name = roomName.value
  const open = name === undefined ? '' : `${titleOf(inbox.get(name) ?? { name })} · `
  return `${unreadChats.value > 0 ? `(${unreadChats.value}) ` : ''}${open}Chat`
})

/** Call once. */
export function watchTitle(): void {
  effect(() => void (document.title = title.value))
  effect(() => {
    const count = user.value ? unreadChats.value : 0
    document.querySelector<HTMLLinkElement>('link[rel="icon"]')!.href = count > 0 ? UNREAD : READ
    const app = navigator as { setAppBadge?: (count: number) => Promise<void> }
    app.setAppBadge?.(count).catch(() => undefined)
  })
}
