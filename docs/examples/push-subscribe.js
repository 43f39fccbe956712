// In the page: asks to be woken up on this browser, and tells the server. `api` is fetch with the user's token.
export async function wakeMeUp(api) {
  if ((await Notification.requestPermission()) !== 'granted') return false
  const { key } = await (await api('/push/key')).json()
  const registration = await navigator.serviceWorker.register('/push-worker.js')
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  })
  const headers = { 'content-type': 'application/json' }
  await api('/push/subscriptions', { method: 'PUT', headers, body: JSON.stringify(subscription) })
  return true
}

/** Before signing out. */
export async function letMeSleep(api) {
  const registration = await navigator.serviceWorker.getRegistration()
  const subscription = await registration?.pushManager.getSubscription()
  if (!subscription) return
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ endpoint: subscription.endpoint })
  await api('/push/subscriptions', { method: 'DELETE', headers, body })
  await subscription.unsubscribe()
}
