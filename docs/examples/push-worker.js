// A service worker: it shows what is pushed, one notification for each room, and takes it away once that is read elsewhere.
self.addEventListener('push', (event) => event.waitUntil(inTurn(() => show(event.data.json()))))
self.addEventListener('notificationclick', (event) => event.waitUntil(open(event.notification)))

let turn = Promise.resolve()

/** One after the other: Chromium forgets a notification that is being shown while somebody asks for those that are. */
function inTurn(work) {
  turn = turn.then(work, work)
  return turn
}

async function show({ chatroom, unread, sender, message, attachment }) {
  if (unread === 0) {
    for (const each of await self.registration.getNotifications({ tag: chatroom })) each.close()
    return
  }
  const words = message ?? attachment?.filename ?? 'New messages'
  await self.registration.showNotification(sender?.display_name ?? chatroom, {
    tag: chatroom,
    renotify: true,
    body: unread > 1 ? `${words} (${unread} unread)` : words,
    data: { chatroom },
  })
}

async function open(notification) {
  notification.close()
  await self.clients.openWindow(`/#/room/${encodeURIComponent(notification.data.chatroom)}`)
}
