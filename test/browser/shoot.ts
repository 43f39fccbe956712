// One page, four pictures: light and dark, on a desktop and on a phone, in docs/images.
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import type { TestBrowser } from '../support/browser.js'
import type { Server } from '../support/server.js'

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url))
const SIZES = { desktop: { width: 1200, height: 760 }, phone: { width: 390, height: 760 } }

/** Bytes of the largest picture that a README should load. */
export const LARGEST_PICTURE = 150_000

/**
 * Writes `{name}-{desktop|phone}-{light|dark}.png`; answers their sizes in bytes.
 * @param prepare brings a fresh window to what is to be seen
 */
export async function shoot(
  browser: TestBrowser,
  server: Server,
  name: string,
  prepare: (page: Page) => Promise<void>,
): Promise<number[]> {
  const sizes: number[] = []
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.window(server, { viewport, colorScheme })
      await prepare(page)
      const picture = sharp(await page.screenshot()).png({ palette: true, quality: 95, effort: 10 })
      sizes.push((await picture.toFile(`${FOLDER}${name}-${size}-${colorScheme}.png`)).size)
      await page.context().close()
    }
  }
  return sizes
}
