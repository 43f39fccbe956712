// A thumbnail, or an avatar, as any other file that is handed out.
import { createHash } from 'node:crypto'
import type { OpenAttachment } from '../open-attachment.js'

/** @param data WebP */
export function webpFile(filename: string, data: Buffer): OpenAttachment {
  return {
    view: {
      type: 'image',
      filename,
      mime_type: 'image/webp',
      size: data.length,
      sha256: createHash('sha256').update(data).digest('hex'),
    },
    async *read(start, end) {
      yield data.subarray(start, end)
    },
  }
}
