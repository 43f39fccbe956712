// The service worker of the chat: opens it without a network, and shows what is pushed. The server puts BUILD before this text:
// which build it belongs to, and the files of it. Answers of the API never come here: what was read is the SDK's to keep.
/* global BUILD */
const { scope } = self.registration
/** A host may have several servers, each below a path. */
const CACHES = `page ${scope} `
const CACHE = CACHES + BUILD.version
const addressesOf = (names) => names.map((name) => new URL(name, scope).href)
const FILES = new Set(addressesOf(BUILD.files))
const LARGE_FILES = new Set(addressesOf(BUILD.later))
/** Milliseconds after which the page that was kept is shown: some networks answer never. */
const PATIENCE_MS = 4000

self.addEventListener('install', (event) => event.waitUntil(keep()))
self.addEventListener('activate', (event) => event.waitUntil(begin()))
self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request
  if (method !== 'GET') return
  if (mode === 'navigate' && withoutQuery(url) === scope) event.respondWith(newest(event.request))
  else if (FILES.has(url) || LARGE_FILES.has(url)) event.respondWith(ofBuild(event.request))
})
self.addEventListener('push', (event) => event.waitUntil(inTurn(() => show(event.data.json()))))
self.addEventListener('notificationclick', (event) => event.waitUntil(open(event.notification)))
self.addEventListener('message', (event) => {
  const { type, notice } = event.data
  if (type === 'notice') event.waitUntil(inTurn(() => showUnlessSeen(notice)))
  else if (type === 'forget') event.waitUntil(inTurn(() => close(undefined)))
  else if (type === 'take over') event.waitUntil(takeOver())
})

async function keep() {
  const cache = await caches.open(CACHE)
  await cache.addAll([scope, ...FILES])
}

async function begin() {
  for (const name of await caches.keys())
    if (name.startsWith(CACHES) && name !== CACHE) await caches.delete(name)
  await self.clients.claim()
}

/** A page of another build may still want its own files: only the last one that is open lets a new build have its way. */
async function takeOver() {
  if ((await windows()).length <= 1) await self.skipWaiting()
}

/** Windows with the chat of whoever is signed in here: one that is somebody else (`?someone-else`) does not count. */
const chats = async () =>
  (await windows()).filter(({ url }) => withoutQuery(url) === scope && !url.includes('?someone-else'))

const withoutQuery = (url) => url.replace(/[?#].*$/s, '')
const windows = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true })

/** The document as it is now; as it was kept where the server does not answer. */
async function newest(request) {
  const asked = fetch(request)
  const kept = await (await caches.open(CACHE)).match(scope)
  if (!kept) return asked
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS))
  const answered = asked.then(
    (answer) => (answer.status >= 500 ? kept : answer),
    () => kept,
  )
  return Promise.race([answered, late])
}

async function ofBuild(request) {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}

let turn = Promise.resolve()

/** One after the other: Chromium forgets a notification that is being shown while somebody asks for those that are. */
function inTurn(work) {
  turn = turn.then(work, work)
  return turn
}

/** What the page has noticed itself: whoever looks at one of its windows sees it there. */
async function showUnlessSeen(notice) {
  const looking = (await chats()).some(({ focused }) => focused)
  if (notice.unread > 0 && looking) return
  const [shown] = await self.registration.getNotifications({ tag: notice.chatroom })
  if (notice.unread > 0 && shown && shown.data.seq >= notice.seq) return
  await show(notice)
}

/** One notification for each room, replaced by the next, and taken back once nothing is unread. */
async function show(notice) {
  const { chatroom, unread, seq, sender } = notice
  if (unread === 0) return close(chatroom)
  const who = sender?.display_name
  const direct = chatroom.startsWith('direct.')
  const words = wordsOf(notice)
  const said = direct || !who ? words : `${who}: ${words}`
  await self.registration.showNotification(direct ? (who ?? 'Chat') : chatroom, {
    tag: chatroom,
    renotify: true,
    body: unread > 1 ? `${said} (${unread} unread)` : said,
    icon: new URL('icon-192.png', scope).href,
    data: { chatroom, seq },
  })
}

const FILES_IN_WORDS = { image: 'Photo', video: 'Video', audio: 'Audio' }
const KINDS_IN_WORDS = { location: 'Location', contact: 'Contact', poll: 'Poll' }

const wordsOf = ({ type, message, attachment }) =>
  message ??
  (attachment && (FILES_IN_WORDS[attachment.type] ?? attachment.filename)) ??
  KINDS_IN_WORDS[type] ??
  'New message'

async function close(tag) {
  for (const each of await self.registration.getNotifications(tag === undefined ? {} : { tag })) each.close()
}

/** In a window that is there, or in a new one. */
async function open(notification) {
  notification.close()
  const { chatroom, seq } = notification.data
  const [there] = await chats()
  if (!there) {
    const place = [encodeURIComponent(chatroom), ...(seq === undefined ? [] : [seq])].join('/')
    return self.clients.openWindow(`${scope}#/room/${place}`)
  }
  there.postMessage({ type: 'open', chatroom, seq })
  return there.focus()
}
