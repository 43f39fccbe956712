// Reads a sound or a film in the process of an examiner: how long it is, how large, and how loud.
import {
  ADTS,
  BufferSource,
  FLAC,
  Input,
  MATROSKA,
  MP3,
  MP4,
  MPEG_TS,
  OGG,
  QTFF,
  WAVE,
  WEBM,
  type InputVideoTrack,
} from 'mediabunny'
import type { SoundFacts } from './examination.js'
import { waveformOf } from './waveform.js'

/** Containers that hold all that they show: a list of other files, such as HLS, would be fetched. */
const FORMATS = [MP4, QTFF, MATROSKA, WEBM, OGG, MP3, WAVE, FLAC, ADTS, MPEG_TS]

/**
 * @param options.waveform whether it is wanted; it is left out where it cannot be had before `options.deadline`, on the clock of
 *   `performance.now()`
 * @throws Error for what cannot be read
 */
export async function readSound(
  bytes: Buffer,
  options: { waveform: boolean; deadline: number },
): Promise<SoundFacts> {
  const input = new Input({ formats: FORMATS, source: new BufferSource(bytes) })
  try {
    const duration = await input.computeDuration()
    const film = await input.getPrimaryVideoTrack()
    const sound = await input.getPrimaryAudioTrack()
    const codec = await sound?.getCodec()
    const waveform = options.waveform && sound && (await waveformOf(sound, duration, options.deadline))
    return {
      ...(Number.isFinite(duration) && duration > 0 && { duration }),
      ...(film && (await sizeOf(film))),
      ...(codec && { codec }),
      ...(waveform && { waveform }),
    }
  } finally {
    input.dispose()
  }
}

async function sizeOf(film: InputVideoTrack): Promise<{ width: number; height: number } | undefined> {
  const [width, height] = await Promise.all([film.getDisplayWidth(), film.getDisplayHeight()])
  return width > 0 && height > 0 ? { width: Math.round(width), height: Math.round(height) } : undefined
}
