// What a file is kept as, given what it was taken for, what its sender says and what could be read of it.
import { ChatError } from '../../common/errors.js'
import type { MediaColumns } from '../../room-log/attachment.view.js'
import type { Intaken } from '../intake.js'
import type { Findings, SoundFacts } from './examination.js'
import type { Said } from './said.js'

/** What its examination came to; `unexamined` where it was left out, which says nothing of the file. */
export type Examined = Findings | 'broken' | 'unexamined'

export interface Verdict {
  columns: Intaken & MediaColumns
  /** WebP. */
  thumbnail?: Buffer
}

/** What a voice note may be, and the codec that has to be in it. */
const VOICE_CODECS: Record<string, string> = {
  'audio/ogg': 'opus',
  'audio/webm': 'opus',
  'audio/mp4': 'aac',
  'audio/x-m4a': 'aac',
  'video/quicktime': 'aac',
  'audio/mpeg': 'mp3',
}

/** Pictures that not every machine can read: whoever calls such a file one is told so, where others find a document. */
const SELDOM_READ = ['image/avif', 'image/tiff']

const NOTHING: MediaColumns = {
  width: null,
  height: null,
  duration: null,
  blurhash: null,
  voice: false,
  waveform: null,
}

/**
 * @param known of the file, by its head
 * @throws ChatError `unsupported_media_type`
 */
export function verdictOn(known: Intaken, said: Said, examined: Examined): Verdict {
  if (known.type === 'image') return onPicture(known, said, examined)
  if (known.type === 'document') return { columns: { ...known, ...NOTHING } }
  return onSound(known, said, examined)
}

function onPicture(known: Intaken, said: Said, examined: Examined): Verdict {
  if (examined === 'unexamined') return { columns: { ...known, ...NOTHING } }
  if (examined !== 'broken' && examined.picture) {
    const { thumbnail, ...facts } = examined.picture
    return { columns: { ...known, ...NOTHING, ...facts }, thumbnail: Buffer.from(thumbnail) }
  }
  if (said.type === 'image' && SELDOM_READ.includes(known.mimeType))
    throw new ChatError(
      'unsupported_media_type',
      `This ${known.mimeType} cannot be read as a picture here. Send it as a document.`,
    )
  return { columns: { ...known, type: 'document', ...NOTHING } }
}

function onSound(known: Intaken, said: Said, examined: Examined): Verdict {
  if (said.voice) assertVoice(known, examined)
  const read = typeof examined === 'object' ? examined.sound : undefined
  const size = known.type === 'video' && { width: read?.width ?? null, height: read?.height ?? null }
  const columns = { ...known, ...NOTHING, ...size, duration: wholeSeconds(said.duration || read?.duration) }
  if (!said.voice) return { columns }
  return { columns: { ...columns, voice: true, waveform: said.waveform ?? read?.waveform ?? null } }
}

/** Whether its bytes can be those of a voice note at all. @throws ChatError `unsupported_media_type` */
export function assertVoiceFormat({ mimeType }: Pick<Intaken, 'mimeType'>): void {
  if (!(mimeType in VOICE_CODECS)) throw noVoice(mimeType)
}

function assertVoice(known: Intaken, examined: Examined): void {
  assertVoiceFormat(known)
  // What broke its reader, or was never read, is what its container says.
  if (typeof examined === 'string') return
  const { codec }: SoundFacts = examined.sound ?? {}
  if (codec !== VOICE_CODECS[known.mimeType]) throw noVoice(`${known.mimeType} with ${codec ?? 'no sound'}`)
}

const noVoice = (found: string) =>
  new ChatError(
    'unsupported_media_type',
    `A voice note is Opus in Ogg or WebM, AAC in MP4 or QuickTime, or MP3; its bytes are ${found}. Send it as audio without voice.`,
  )

function wholeSeconds(duration: number | undefined): number | null {
  return duration === undefined ? null : Math.max(1, Math.round(duration))
}
