// Takes the pictures of the chat for the README, of the demo's people: on a desk and in a hand, by day and by night.
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { noBrowser, useBrowser } from '../support/browser.js'
import { freshDatabase } from '../support/database.js'
import { startInVain, startServer, type Server } from '../support/server.js'
import { LARGEST_PICTURE, shoot } from './shoot.js'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const browser = useBrowser()
let server: Server

describe.skipIf(noBrowser)('the chat', () => {
  beforeAll(async () => {
    const databaseUrl = await freshDatabase()
    const demo = await startInVain({ DATABASE_URL: databaseUrl, MEDIA_TIMEOUT: '60s' }, [MAIN, 'demo'])
    if (demo.code !== 0) throw new Error(demo.stderr)
    server = await startServer({ databaseUrl })
  })

  it('with a conversation', async () => {
    const sizes = await shoot(browser, server, 'chat', async (page) => {
      await page.goto('/')
      await page.getByRole('tab', { name: 'Sign in' }).click()
      await page.getByLabel('Username').fill('maya')
      await page.getByLabel('Password').fill('demo1234')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('button', { name: 'No notifications' }).click()
      await page.getByRole('link', { name: /^Lindqvists/ }).click()
      await page.locator('.picture img').first().waitFor()
      await page.evaluate(() => (document.activeElement as HTMLElement).blur())
      await page.mouse.move(0, 0)
      // The whole picture, instead of its small form.
      await page.waitForLoadState('networkidle')
    })
    expect(Math.max(...sizes)).toBeLessThan(LARGEST_PICTURE)
  })

  it('at its door', async () => {
    const sizes = await shoot(browser, server, 'door', async (page) => {
      await page.goto('/')
      await page.getByLabel('Username').fill('leila')
    })
    expect(Math.max(...sizes)).toBeLessThan(LARGEST_PICTURE)
  })
})
