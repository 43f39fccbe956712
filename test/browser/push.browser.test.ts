// The service worker of docs/push.md in a real browser, which shows what this server pushes. Only the push service is ours: Chromium's
// is on the internet.
import { readFileSync } from 'node:fs'
import { createServer, type Server as Site } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noBrowser, useBrowser } from '../support/browser.js'
import { signedUpCrowd as crowd, must, roomWith, say, type Person } from '../support/people.js'
import { PushService } from '../support/push-service.js'
import { at } from '../support/rest.js'
import { startServer } from '../support/server.js'

const WORKER = readFileSync('docs/examples/push-worker.js', 'utf8')
const browser = useBrowser()

/** Of the page, as far as it is needed here. */
interface Shown {
  title: string
  body: string
  tag: string
}

describe.skipIf(noBrowser)('the service worker of docs/push.md', () => {
  let site: Site
  let page: Page
  let devtools: CDPSession
  let registrationId: string
  let origin: string

  beforeAll(async () => {
    site = createServer(({ url }, answer) => {
      answer.setHeader('content-type', url === '/push-worker.js' ? 'text/javascript' : 'text/html')
      answer.end(
        url === '/push-worker.js'
          ? WORKER
          : '<!doctype html><title>a site</title><link rel="icon" href="data:,">',
      )
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
    page = await browser.window({ url: origin })
    await page.context().grantPermissions(['notifications'], { origin })
    devtools = await page.context().newCDPSession(page)
    const registered = new Promise<string>((resolve) =>
      devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        if (registrations[0]) resolve(registrations[0].registrationId)
      }),
    )
    await devtools.send('ServiceWorker.enable')
    await page.goto('/')
    await page.evaluate(
      'navigator.serviceWorker.register("/push-worker.js").then(() => navigator.serviceWorker.ready)',
    )
    registrationId = await registered
  })
  afterAll(async () => {
    await page?.context().close()
    site?.close()
  })

  /** Asked for in turn: a notification that is being shown just then would be forgotten. */
  const shown = (): Promise<Shown[]> =>
    page
      .context()
      .serviceWorkers()[0]!
      .evaluate(
        `inTurn(() => self.registration.getNotifications())
          .then((all) => all.map(({ title, body, tag }) => ({ title, body, tag })))`,
      )

  it('shows what this server pushes, one notification for each room, and takes it away once it is read', async () => {
    const server = await startServer({ env: { WEBHOOK_PRIVATE_ADDRESSES: 'on' } })
    const service = await PushService.start()
    const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
    const room = await roomWith(ann, [ben])
    const subscribed = await service.browser().subscribe(ben)
    const deliver = async (unread: number) => {
      const {
        topic: _,
        ttl: __,
        urgency: ___,
        claims: ____,
        bytes: _____,
        ...payload
      } = await subscribed.pushed.waitFor((each) => each.unread === unread)
      await devtools.send('ServiceWorker.deliverPushMessage', {
        origin,
        registrationId,
        data: JSON.stringify(payload),
      })
    }
    await say(ann, room, 'Hello, Ben!')
    await deliver(1)
    const title = ann.user.display_name
    await expect.poll(shown).toEqual([{ title, body: 'Hello, Ben!', tag: room }])
    const { seq } = await say(ann, room, 'Are you there?')
    await deliver(2)
    await expect.poll(shown).toEqual([{ title, body: 'Are you there? (2 unread)', tag: room }])
    must(await ben.api.put(at('/chatroom', room, '/marks'), { read: seq }), 200)
    await deliver(0)
    await expect.poll(shown).toEqual([])
  })
})
