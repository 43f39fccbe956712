// Notifications: whether they are wanted, pushed while no window is open, and shown by the page itself while nobody looks at it.
import { effect, signal } from '@preact/signals'
import { storageKey } from '../shared/place'
import type { Chatroom, Message } from '../shared/wire'
import { inbox } from './inbox'
import { apart, chat, user } from './me'
import { serviceWorker, tellWorker } from './service-worker'

const KEY = storageKey('notifications')

type Choice = 'on' | 'off' | undefined

/** Whether there can be any: on https and localhost alone, and for one person in a browser, not for a window that is somebody else. */
export const canNotify = 'Notification' in window && 'serviceWorker' in navigator && !apart

const chosen = (): Choice => (localStorage.getItem(KEY) as Choice | null) ?? undefined

/** What was chosen here; undefined: nobody has been asked. */
export const choice = signal<Choice>(chosen())
/** What the browser allows. */
export const permission = signal<NotificationPermission>(canNotify ? Notification.permission : 'denied')
/** Whether they come also while no window is open. */
export const pushed = signal(false)

/** Whether they are shown. */
export const notifying = (): boolean => choice.value === 'on' && permission.value === 'granted'

function choose(what: Choice): void {
  localStorage.setItem(KEY, what!)
  choice.value = what
}

/** Asks for them: call it where somebody has pressed something. */
export async function turnOn(): Promise<void> {
  permission.value = await Notification.requestPermission()
  if (permission.value === 'default') return
  choose('on')
  await subscribe()
}

/** No, and not asked again. */
export async function turnOff(): Promise<void> {
  choose('off')
  await tellWorker({ type: 'forget' })
  await unsubscribe()
}

/** Has this browser pushed to, which may have another address by now. Without a push service the open page has to do. */
async function subscribe(): Promise<void> {
  if (!notifying()) return
  try {
    const { key } = await chat().users.pushKey()
    const { pushManager } = (await serviceWorker())!
    const options = { userVisibleOnly: true, applicationServerKey: key }
    const subscription = await pushManager.subscribe(options).catch(async () => {
      // One that was made with the key of another server stands in the way.
      await (await pushManager.getSubscription())?.unsubscribe()
      return pushManager.subscribe(options)
    })
    await chat().users.subscribePush(subscription.toJSON() as never)
    pushed.value = true
  } catch {
    pushed.value = false
  }
}

/** Before signing out, or where they are not wanted any more. */
async function unsubscribe(): Promise<void> {
  pushed.value = false
  try {
    const registration = await serviceWorker()
    const subscription = await registration?.pushManager.getSubscription()
    if (!subscription) return
    await chat().users.unsubscribePush(subscription.endpoint)
    await subscription.unsubscribe()
  } catch {
    // With the session the server forgets it, too.
  }
}

/** Whoever signs in next sees nothing of what was said to the one before. */
export async function leaveBrowser(): Promise<void> {
  if (!canNotify || choice.peek() !== 'on') return
  await tellWorker({ type: 'forget' })
  await unsubscribe()
}

/** Whether notices of a room are wanted just now. */
export const isMuted = ({ me }: Chatroom): boolean =>
  !!me?.muted_until && Date.parse(me.muted_until) > Date.now()

/** Whether somebody wants to be told: by the rules of push. A mention beats all else. */
const isHeard = (room: Chatroom, before: Chatroom | undefined): boolean =>
  (!isMuted(room) && !room.me?.archived) ||
  (room.me?.unread_mentions ?? 0) > (before?.me?.unread_mentions ?? 0)

/** Tells the service worker what is new since the list was looked at last, and what is read by now. */
function compare(before: ReadonlyMap<string, Chatroom>, rooms: readonly Chatroom[]): void {
  for (const room of rooms) {
    const known = before.get(room.name)
    if (known === room) continue
    const { name, last_message: last, me } = room
    const unread = me?.unread ?? 0
    if (unread === 0 && (known?.me?.unread ?? 0) > 0)
      void tellWorker({ type: 'notice', notice: { chatroom: name, unread } })
    const news = last && last.seq > (known?.last_message?.seq ?? 0) && unread > (known?.me?.unread ?? 0)
    if (news && !document.hasFocus() && isHeard(room, known))
      void tellWorker({ type: 'notice', notice: noticeOf(room) })
  }
}

function noticeOf({ name, last_message, me }: Chatroom) {
  const { seq, type, sender, message, attachment, poll } = last_message as Message
  const words = message ?? poll?.question
  return {
    chatroom: name,
    unread: me!.unread,
    seq,
    type,
    ...(sender && { sender: { display_name: sender.display_name } }),
    ...(words && { message: words }),
    ...(attachment && { attachment: { type: attachment.type, filename: attachment.filename } }),
  }
}

/** Shows what comes while nobody looks. Call once. */
export function watchNotices(): void {
  if (!canNotify) return
  effect(() => {
    if (user.value) void subscribe()
  })
  let before: ReadonlyMap<string, Chatroom> | undefined
  effect(() => {
    const rooms = inbox.rooms.value
    const now = rooms && new Map(rooms.map((room) => [room.name, room]))
    // What was there when the list came is no news.
    if (before && rooms && notifying()) compare(before, rooms)
    before = now
  })
}
