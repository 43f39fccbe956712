// How many pixels a picture would unfold to, read from its header and never by decoding it.
import { imageSize } from 'image-size'
import { ChatError } from '../common/errors.js'

/**
 * Pixels of a picture.
 * @param head its first bytes
 * @returns undefined if they do not say
 */
export function pixelsOf(head: Buffer): number | undefined {
  try {
    const { width, height, images = [] } = imageSize(head)
    const all = [{ width, height }, ...images].map((each) => each.width * each.height)
    const most = Math.max(...all)
    return most > 0 ? most : undefined
  } catch {
    // Cut short, or made to break its reader: nothing is known of it.
    return undefined
  }
}

/** @throws ChatError `payload_too_large` for a picture that would fill the memory of whoever opens it */
export function assertPixels(pixels: number | undefined, limit: number): void {
  if (pixels === undefined || pixels <= limit) return
  throw new ChatError(
    'payload_too_large',
    `A picture may have at most ${limit} pixels here (the setting MAX_IMAGE_PIXELS).`,
  )
}
