// Who is signed in, whenever the page is closed.
import { beforeAll, describe, expect, it } from 'vitest'
import { noBrowser, useBrowser } from '../support/browser.js'
import { signedUp, type Person } from '../support/people.js'
import { sharedServer, type Server } from '../support/server.js'
import { signIn } from './chat.steps.js'

const browser = useBrowser()
let server: Server
let ben: Person

beforeAll(async () => {
  server = await sharedServer()
  ben = await signedUp(server, 'Ben')
})

describe.skipIf(noBrowser)('the page', () => {
  it('has put away who is signed in, and forgotten who is not, by the time it shows that', async () => {
    const page = await browser.window(server, { serviceWorkers: 'block' })
    // As whoever closes the page in the very moment.
    await page.addInitScript(() => {
      const goneAt = (shown: string) =>
        new MutationObserver((_, observer) => {
          if (sessionStorage.getItem(shown) ?? !document.querySelector(shown)) return
          sessionStorage.setItem(shown, 'seen')
          observer.disconnect()
          location.reload()
        }).observe(document, { childList: true, subtree: true })
      goneAt('nav[aria-label=Rooms]')
      if (sessionStorage.getItem('nav[aria-label=Rooms]')) goneAt('main.door')
    })
    // While it reloads there is no page to ask.
    const stored = (shown: string) =>
      page.evaluate(`sessionStorage.getItem('${shown}')`).catch(() => undefined)
    await signIn(page, ben.user.username)
    await expect.poll(() => stored('nav[aria-label=Rooms]')).toBe('seen')
    await page.getByRole('navigation', { name: 'Rooms' }).waitFor()
    // The server is slow to answer.
    await page.route('**/auth/logout', () => undefined)
    await page.getByRole('button', { name: 'Menu', exact: true }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect.poll(() => stored('main.door')).toBe('seen')
    await page.getByRole('tab', { name: 'Sign in' }).waitFor()
    await page.reload()
    await page.getByRole('tab', { name: 'Sign in' }).waitFor()
    await page.context().close()
    // A page that goes while it connects says so.
    const expected = /^Service Worker registration blocked|WebSocket connection to/
    expect(browser.takeComplaints(expected)).toEqual([])
  })
})
