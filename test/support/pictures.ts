// Pictures made for a test, how they are sent, and what is to be learned of them.
import sharp, { type Sharp } from 'sharp'
import { expect } from 'vitest'
import type { Person } from './people.js'
import type { Answer } from './rest.js'
import type { Attachment } from './wire.js'

export type Bytes = Uint8Array<ArrayBuffer>
export type Fields = Record<string, string>

/** As Node's own kind of buffer, which a File takes. */
export const bytesOf = async (made: Sharp): Promise<Bytes> => Uint8Array.from(await made.toBuffer())

export function upload(
  person: Person,
  bytes: Bytes,
  fields: Fields = {},
  name = 'file',
): Promise<Answer<Attachment>> {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields)) form.append(field, value)
  form.append('file', new File([bytes], name))
  return person.api.send<Attachment>({ method: 'POST', path: '/attachments', body: form })
}

export const canvas = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#80a0c0' } })

const PLACE = { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1' }
export const photograph = () =>
  bytesOf(
    canvas(900, 600)
      .jpeg()
      .withExif({ IFD0: { Make: 'Camera of Ann' }, IFD3: PLACE })
      .withMetadata({ orientation: 6 }),
  )

/** What has not been read has none of these. */
export function expectNothingRead(view: Attachment): void {
  for (const field of ['width', 'height', 'duration', 'blurhash', 'thumbnail_url', 'waveform'])
    expect(view).not.toHaveProperty(field)
}
