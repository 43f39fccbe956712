// Finds how large a photograph or a TIFF is, wherever in the file that stands, while its bytes flow past.

/** What a search wants to see next: so many bytes from there, behind all that it has seen. */
interface Place {
  at: number
  length: number
  /** Pixels of the pages before. */
  pixels?: number | undefined
}

/** Answers pixels; undefined if the file does not say, or not where a decoder would look. */
type Search = Generator<Place, number | undefined, Buffer>

/** More parts than any camera or program writes: whoever hides a size behind them is not followed. */
const MOST_PARTS = 4096

/** `II*`, `MM*`, and the same for files beyond 4 GiB. */
const TIFF = /^(?:II[*+]\0|MM\0[*+])/
const JPEG = /^\xff\xd8\xff/

export const isTiff = (head: Buffer) => TIFF.test(head.toString('latin1', 0, 4))
const isJpeg = (head: Buffer) => JPEG.test(head.toString('latin1', 0, 3))

/** Start of a frame, of all kinds that there are: C4, C8 and CC are something else. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
/** Markers that stand alone. */
const isBare = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)
/** The end of the picture, and the start of its data. */
const isEnd = (marker: number) => marker === 0xd9 || marker === 0xda

/** From segment to segment to the frame, over previews and profiles of any length. */
function* jpegPixels(): Search {
  let at = 2
  for (let part = 0; part < MOST_PARTS; part++) {
    const start = yield { at, length: 2 }
    let marker = start[1]!
    at += 2
    // More FFs only fill.
    for (; marker === 0xff && part < MOST_PARTS; part++) marker = (yield { at: at++, length: 1 })[0]!
    if (start[0] !== 0xff || isEnd(marker)) return undefined
    if (isBare(marker)) continue
    const size = (yield { at, length: 2 }).readUInt16BE(0)
    if (size < 2) return undefined
    if (isFrame(marker)) {
      // Behind the bits of a sample, height and width.
      const frame = yield { at: at + 2, length: 5 }
      return frame.readUInt16BE(1) * frame.readUInt16BE(3) || undefined
    }
    at += size
  }
  return undefined
}

const WIDTH = 256
const HEIGHT = 257

/** How a TIFF writes numbers. */
interface Layout {
  u16: (bytes: Buffer, at: number) => number
  u32: (bytes: Buffer, at: number) => number
  /** An offset in the file. */
  offset: (bytes: Buffer, at: number) => number
  /** Bytes of an offset, of the number of a directory's entries, and of an entry. */
  sizes: { offset: number; count: number; entry: number }
}

function layoutOf(head: Buffer): Layout {
  const little = head[0] === 0x49
  const u16 = (bytes: Buffer, at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at))
  const u32 = (bytes: Buffer, at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  const u64 = (bytes: Buffer, at: number) =>
    Number(little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at))
  return u16(head, 2) === 43
    ? { u16, u32, offset: u64, sizes: { offset: 8, count: 8, entry: 20 } }
    : { u16, u32, offset: u32, sizes: { offset: 4, count: 2, entry: 12 } }
}

/** Pixels that a directory says. */
function pixelsIn(directory: Buffer, { u16, u32, offset, sizes }: Layout): number {
  const readers = new Map([
    [3, u16],
    [4, u32],
    [16, offset],
  ])
  const sides: Record<number, number> = { [WIDTH]: 0, [HEIGHT]: 0 }
  for (let entry = 0; entry < directory.length - sizes.offset; entry += sizes.entry) {
    const tag = u16(directory, entry)
    // A number of two bytes stands at the beginning of its place.
    const read = readers.get(u16(directory, entry + 2))
    if (tag in sides) sides[tag] = read?.(directory, entry + sizes.entry - sizes.offset) ?? 0
  }
  return sides[WIDTH]! * sides[HEIGHT]!
}

/** The largest page, from directory to directory; most programs write the only one at the end of the file. */
function* tiffPixels(): Search {
  const head = yield { at: 0, length: 8 }
  const layout = layoutOf(head)
  const { u16, offset, sizes } = layout
  const isBig = sizes.offset === 8
  let at = isBig ? offset(yield { at: 8, length: 8 }, 0) : offset(head, 4)
  let behind = isBig ? 16 : 8
  let pixels: number | undefined
  for (let part = 0; part < MOST_PARTS && at >= behind; part++) {
    const counted = yield { at, length: sizes.count, pixels }
    const count = isBig ? offset(counted, 0) : u16(counted, 0)
    if (count === 0 || count > MOST_PARTS) return undefined
    const length = count * sizes.entry + sizes.offset
    const directory = yield { at: at + sizes.count, length, pixels }
    pixels = Math.max(pixels ?? 0, pixelsIn(directory, layout)) || undefined
    behind = at + sizes.count + length
    at = offset(directory, length - sizes.offset)
  }
  // Zero ends the list; whatever else leads back or goes on and on.
  return at === 0 ? pixels : undefined
}

/** One search through one file. */
export class PixelSearch {
  /** Pixels, as far as they are known. */
  found: number | undefined
  /** Whether there is nothing more to look for. */
  over = false

  private place: Place
  private kept: Buffer[] = []
  private gathered = 0
  /** Where in the file the next piece begins. */
  private position = 0

  private constructor(private readonly search: Search) {
    this.place = search.next().value as Place
  }

  /** @returns undefined for a file whose size is in its first bytes, or of which nothing is known */
  static in(head: Buffer): PixelSearch | undefined {
    if (isJpeg(head)) return new PixelSearch(jpegPixels())
    return isTiff(head) ? new PixelSearch(tiffPixels()) : undefined
  }

  /** The next piece of the file; nothing of it is kept but what was asked for. */
  take(piece: Buffer): void {
    const end = this.position + piece.length
    while (!this.over && this.place.at + this.gathered < end) {
      const start = this.place.at + this.gathered - this.position
      // What lies behind is not seen again.
      if (start < 0) return this.finish(undefined)
      const part = piece.subarray(start, start + this.place.length - this.gathered)
      this.kept.push(part)
      this.gathered += part.length
      if (this.gathered === this.place.length) this.answer(Buffer.concat(this.kept))
    }
    // Not the piece itself, which may be large: a copy of what is waited with.
    this.kept = this.kept.map((part) => Buffer.from(part))
    this.position = end
  }

  private answer(bytes: Buffer): void {
    this.kept = []
    this.gathered = 0
    const { done, value } = this.search.next(bytes)
    if (done) this.finish(value)
    else {
      this.place = value
      this.found = value.pixels
    }
  }

  private finish(pixels: number | undefined): void {
    this.over = true
    this.found = pixels
  }
}
