// Takes the pictures of the console and of the socket doors' reference for the README: after a drop, a resume and a retry.
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { noBrowser, useBrowser } from '../support/browser.js'
import { startServer, type Server } from '../support/server.js'
import { LARGEST_PICTURE, shoot } from './shoot.js'

const browser = useBrowser()
let server: Server

/** Lanes are tall: a desk shows them whole. */
const DESK = { width: 1280, height: 1220 }

async function converse(page: Page): Promise<void> {
  if (page.viewportSize()!.width > 600) await page.setViewportSize(DESK)
  await page.goto('/console')
  await page.getByRole('button', { name: 'Start with two people' }).click()
  const [ann, ben] = ['Ann', 'Ben'].map((name) => page.getByRole('region', { name, exact: true }))
  await ben!.getByText('1…2 complete').waitFor()
  await ann!.getByRole('button', { name: 'Send', exact: true }).click()
  await ben!.getByText('1…3 complete').waitFor()
  await ann!.getByRole('button', { name: 'Disconnect' }).click()
  await ben!.getByRole('button', { name: 'Send twice' }).click()
  await ben!.getByText('duplicate', { exact: true }).waitFor()
  await ann!.getByLabel('after_seq').fill('1')
  await ann!.getByRole('button', { name: 'Resume' }).click()
  await ann!.getByText('1…4 complete').waitFor()
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await page.mouse.move(0, 0)
}

describe.skipIf(noBrowser)('the console', () => {
  beforeAll(async () => {
    server = await startServer()
  })

  it('after a resume and a retry', async () => {
    const sizes = await shoot(browser, server, 'console', converse)
    // Full of small text, of which each line is another.
    expect(Math.max(...sizes)).toBeLessThan(2 * LARGEST_PICTURE)
  })

  it('beside the reference of the socket doors', async () => {
    const sizes = await shoot(browser, server, 'sockets', async (page) => {
      await page.goto('/docs/sockets')
      await page.locator('#plain-text').evaluate((card) => card.setAttribute('open', ''))
      await page
        .locator('.operation', { has: page.locator('#plain-text') })
        .evaluate((card) => card.scrollIntoView())
    })
    expect(Math.max(...sizes)).toBeLessThan(LARGEST_PICTURE)
  })
})
