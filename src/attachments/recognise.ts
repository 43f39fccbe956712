// What a file is, judged by its first bytes: its mime type, its kind, and whether that is what its sender says.
import { ChatError } from '../common/errors.js'
import type { AttachmentType } from '../database/entities/index.js'
import { isTiff } from './pixel-search.js'

/** How much of a file is looked at. Signatures need 4100 bytes; office documents name themselves a little later. */
export const HEAD_BYTES = 64 * 1024

export interface Recognised {
  mimeType: string
  kind: AttachmentType
  /** Whether a signature was found. Without one, the sender may know better what it is. */
  certain: boolean
}

/** Application types that hold pictures in motion. */
const FILMS = ['application/mxf', 'application/vnd.rn-realmedia']

/** Pictures that can be read here, so that every one has its size and a thumbnail. HEIC, drawings and raw photographs are documents. */
const PICTURE = /^image\/(?:a?png|jpeg|gif|webp|avif|tiff)$/

/** Registered names without a kind, by the ones that tell it. */
const KINDRED: Record<string, string> = {
  'application/ogg': 'video/ogg',
  'application/vnd.ms-asf': 'video/x-ms-asf',
}

/** Containers of sound, pictures or both: their first bytes do not say which, so the sender's word decides. */
const SOUND_OR_FILM = /^(?:audio|video)\/(mp4|webm|matroska|ogg|3gpp2?|x-ms-asf)$/

/** UTF-16 and UTF-32 of little ends, UTF-16 and UTF-32 of big ends. */
const WIDE = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff]), Buffer.from([0, 0, 0xfe, 0xff])]

/** Markup is a document even if it draws: it can run scripts where it is shown. */
const MARKUP = [
  { mimeType: 'image/svg+xml', start: /^\s*(?:<!--[^]*?-->\s*)*(?:<!doctype\s+)?<?svg[\s>]/i },
  {
    mimeType: 'text/html',
    start: /^\s*(?:<!--[^]*?-->\s*)*<(?:!doctype\s+html|html|head|body|script)[\s>]/i,
  },
]

/** A byte order mark of UTF-16 or UTF-32, and a zero: the first bytes alone could also be those of a frame of MP3. */
const isWideText = (head: Buffer): boolean =>
  WIDE.some((mark) => head.subarray(0, mark.length).equals(mark)) && head.includes(0)

/** Recognises a file by its head: the first HEAD_BYTES, or all of it if it is shorter. */
export async function recognise(head: Buffer): Promise<Recognised> {
  if (isWideText(head)) return { mimeType: 'text/plain', kind: 'document', certain: false }
  const found = await signature(head)
  if (found) return certainly(found)
  // What it holds in particular stands in its directory, which may be anywhere.
  if (isTiff(head)) return certainly('image/tiff')
  const text = asText(head)
  if (text === undefined) return { mimeType: 'application/octet-stream', kind: 'document', certain: false }
  const markup = MARKUP.find(({ start }) => start.test(text.slice(0, 4096)))
  return markup ? certainly(markup.mimeType) : { mimeType: 'text/plain', kind: 'document', certain: false }
}

/**
 * What the file is kept as, given what its sender declared.
 * @throws ChatError `unsupported_media_type` when the bytes are certainly of another kind
 */
export function settle(
  found: Recognised,
  declared?: AttachmentType,
): { type: AttachmentType; mimeType: string } {
  const { mimeType, kind, certain } = found
  if (!declared || declared === kind || declared === 'document' || !certain)
    return { type: declared ?? kind, mimeType }
  const container = SOUND_OR_FILM.exec(mimeType)?.[1]
  if (container && declared !== 'image') return { type: declared, mimeType: `${declared}/${container}` }
  // What can hold pictures in motion can hold sound alone: voice memos are QuickTime, recordings of the radio MPEG.
  if (kind === 'video' && declared === 'audio') return { type: declared, mimeType }
  const said = `The file was sent as ${declared === 'video' ? 'a' : 'an'} ${declared}`
  throw new ChatError(
    'unsupported_media_type',
    `${said}, but its bytes are ${mimeType}. Anything may be a document.`,
  )
}

async function signature(head: Buffer): Promise<string | undefined> {
  // With the first upload: it is large.
  const { fileTypeFromBuffer } = await import('file-type')
  try {
    const found = await fileTypeFromBuffer(head)
    // Parameters (`; codecs=opus`) belong to a stream, not to the kind of file.
    const mimeType = found?.mime.split(';')[0]
    return mimeType && (KINDRED[mimeType] ?? mimeType)
  } catch {
    // A file made to break its parser is a file of no known type.
    return undefined
  }
}

function certainly(mimeType: string): Recognised {
  return { mimeType, kind: kindOf(mimeType), certain: true }
}

function kindOf(mimeType: string): AttachmentType {
  if (FILMS.includes(mimeType)) return 'video'
  if (PICTURE.test(mimeType)) return 'image'
  const [major] = mimeType.split('/')
  return major === 'video' || major === 'audio' ? major : 'document'
}

/** Tab, line feeds, carriage return, and the escape of coloured logs. */
const CONTROLS_IN_TEXT = [0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b]

/** The head as UTF-8 text, or nothing: NUL and its like are valid UTF-8 but no text. */
function asText(head: Buffer): string | undefined {
  if (head.some((byte) => byte < 0x20 && !CONTROLS_IN_TEXT.includes(byte))) return undefined
  try {
    // `stream`: the head may end in the middle of a character.
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
  } catch {
    return undefined
  }
}
