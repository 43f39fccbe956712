// A film of four seconds: a lossy WebP is a key frame of VP8, so that a row of drawn pictures is a film.
import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Output, WebMOutputFormat } from 'mediabunny'
import sharp from 'sharp'
import { box, disc, drawing, fade, markup, shape, type Drawing } from './svg.js'

const WIDTH = 480
const HEIGHT = 320
const FRAMES_PER_SECOND = 12
const SECONDS = 4
const FRAMES = FRAMES_PER_SECOND * SECONDS

/** Waves and a boat; the last frame goes over into the first. */
function frame(nth: number): Drawing {
  const turn = (2 * Math.PI * nth) / FRAMES
  const wave = (top: number, high: number, times: number, way: number): string => {
    const points = Array.from({ length: 49 }, (_, place) => {
      const x = place * 10
      return `${x} ${(top + high * Math.sin((x / WIDTH) * 2 * Math.PI * times + way * turn)).toFixed(1)}`
    })
    return `M0 ${HEIGHT}L${points.join('L')}L${WIDTH} ${HEIGHT}Z`
  }
  const rise = 6 * Math.sin(turn)
  return drawing(
    WIDTH,
    HEIGHT,
    `<defs>${fade('sky', '#2b3a67', '#d5738a', '#ffd9a0')}</defs>`,
    box(0, 0, WIDTH, HEIGHT, 'url(#sky)'),
    disc(330, 150, 34, '#fff1c4'),
    shape(wave(196, 7, 2, 1), '#5b5a92'),
    `<g transform="translate(0 ${rise.toFixed(1)}) rotate(${(4 * Math.cos(turn)).toFixed(1)} 190 200)">`,
    shape('M140 196H244L226 222H158Z', '#7a3b3f'),
    shape('M188 108L188 190L244 190Z', '#fdf6ec'),
    shape('M182 126L182 190L146 190Z', '#f3d9c0'),
    '</g>',
    shape(wave(222, 9, 3, -1), '#3f4680'),
    shape(wave(258, 10, 2, 2), '#2a2f60'),
  )
}

/** The bytes of VP8 in a WebP file that has nothing else. */
function keyFrameOf(webp: Buffer): Uint8Array {
  if (webp.toString('latin1', 12, 16) !== 'VP8 ') throw new Error('The picture is no plain, lossy WebP.')
  return Uint8Array.from(webp.subarray(20, 20 + webp.readUInt32LE(16)))
}

export async function film(): Promise<Buffer> {
  const target = new BufferTarget()
  const output = new Output({ format: new WebMOutputFormat(), target })
  const track = new EncodedVideoPacketSource('vp8')
  output.addVideoTrack(track, { frameRate: FRAMES_PER_SECOND })
  await output.start()
  for (let nth = 0; nth < FRAMES; nth++) {
    const webp = await sharp(markup(frame(nth)))
      .flatten()
      .webp({ quality: 60 })
      .toBuffer()
    const packet = new EncodedPacket(keyFrameOf(webp), 'key', nth / FRAMES_PER_SECOND, 1 / FRAMES_PER_SECOND)
    await track.add(packet, {
      decoderConfig: { codec: 'vp8', codedWidth: WIDTH, codedHeight: HEIGHT },
    })
  }
  await output.finalize()
  return Buffer.from(target.buffer!)
}
