// Reads a picture in the process of an examiner: how large it is as it is shown, and what stands for it until it is loaded.
import { encode } from 'blurhash'
import sharp from 'sharp'
import type { PictureFacts } from './examination.js'

/** Pixels a side of a thumbnail, at most; a smaller picture stays as small as it is. */
const THUMBNAIL_SIDE = 320
const THUMBNAIL_QUALITY = 75
/** The same of an avatar. */
const AVATAR_SIDE = 256
/** Pixels a side of what a blurhash is made of: it keeps far fewer. */
const BLURRED_SIDE = 32
/** Waves along the longer and the shorter side. */
const LONG_WAVES = 4
const SHORT_WAVES = 3

/** Loaders of libvips: whatever else it knows is never given anything. */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff'].map((name) => `VipsForeignLoad${name}`)

sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: LOADERS })
// One picture is read at a time, and never the same twice.
sharp.concurrency(1)
sharp.cache(false)

/** @throws Error for what cannot be read to its end */
export async function readPicture(bytes: Buffer, mostPixels: number): Promise<PictureFacts> {
  const options = { limitInputPixels: mostPixels, failOn: 'error' } as const
  const { autoOrient } = await sharp(bytes, options).metadata()
  const { data: thumbnail } = await sharp(bytes, options)
    .autoOrient()
    .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: THUMBNAIL_QUALITY })
    .toBuffer({ resolveWithObject: true })
  return {
    width: autoOrient.width,
    height: autoOrient.height,
    blurhash: await blurhashOf(thumbnail),
    thumbnail,
  }
}

/** @param thumbnail as `readPicture` makes it */
export async function avatarOf(thumbnail: Buffer): Promise<Buffer> {
  const { width, height } = await sharp(thumbnail).metadata()
  if (Math.max(width, height) <= AVATAR_SIDE) return thumbnail
  return sharp(thumbnail)
    .resize(AVATAR_SIDE, AVATAR_SIDE, { fit: 'inside' })
    .webp({ quality: THUMBNAIL_QUALITY })
    .toBuffer()
}

async function blurhashOf(thumbnail: Buffer): Promise<string> {
  const { data, info } = await sharp(thumbnail)
    .resize(BLURRED_SIDE, BLURRED_SIDE, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const [x, y] = width >= height ? [LONG_WAVES, SHORT_WAVES] : [SHORT_WAVES, LONG_WAVES]
  return encode(new Uint8ClampedArray(data), width, height, x, y)
}
