// How loud a voice note is from its beginning to its end, in the process of an examiner.
import { EncodedPacketSink, type InputAudioTrack } from 'mediabunny'
import { MPEGDecoder } from 'mpg123-decoder'
import { OpusDecoder } from 'opus-decoder'
import { LOUDEST, WAVEFORM_LENGTH } from '../../common/waveform.js'

/** What is common to the decoders. */
interface Decoder {
  ready: Promise<void>
  decodeFrame(packet: Uint8Array): { channelData: Float32Array[] }
  free(): void
}

/** Enough to tell loud from quiet, in a sixth of the time of 48 000. */
const SAMPLE_RATE = 8000

/** By codec. Of AAC there is none that is kept and small. */
const DECODERS: Record<string, () => Decoder> = {
  opus: () => new OpusDecoder({ sampleRate: SAMPLE_RATE }),
  mp3: () => new MPEGDecoder(),
}

/** Packets between two looks at the clock. */
const AT_ONCE = 500

/**
 * @param duration seconds
 * @param deadline on the clock of `performance.now()`
 * @returns undefined where the codec has no decoder, or the sound is too long
 */
export async function waveformOf(
  track: InputAudioTrack,
  duration: number,
  deadline: number,
): Promise<number[] | undefined> {
  const open = DECODERS[(await track.getCodec()) ?? '']
  if (!open || !(duration > 0)) return undefined
  const decoder = open()
  await decoder.ready
  try {
    const loudness = new Loudness(duration)
    let packets = 0
    for await (const { data, timestamp } of new EncodedPacketSink(track).packets()) {
      if (++packets % AT_ONCE === 0 && performance.now() > deadline) return undefined
      loudness.add(timestamp, decoder.decodeFrame(data).channelData[0])
    }
    return loudness.scaled()
  } finally {
    decoder.free()
  }
}

/** The mean loudness of equal parts of a sound. */
export class Loudness {
  private readonly sums = new Float64Array(WAVEFORM_LENGTH)
  private readonly counts = new Float64Array(WAVEFORM_LENGTH)

  /** @param duration of all of it, in seconds */
  constructor(private readonly duration: number) {}

  /** @param at seconds from the beginning, where the samples begin; a packet is far shorter than a part */
  add(at: number, samples: Float32Array | undefined): void {
    if (!samples?.length) return
    const part = Math.floor((at / this.duration) * WAVEFORM_LENGTH)
    const place = Math.min(Math.max(part, 0), WAVEFORM_LENGTH - 1)
    let sum = 0
    for (const sample of samples) sum += Math.abs(sample)
    this.sums[place]! += sum
    this.counts[place]! += samples.length
  }

  /** Whole numbers from 0 to LOUDEST, which the loudest part has; a part without a packet is as loud as the one before it. */
  scaled(): number[] {
    let before = 0
    const means = Array.from(this.sums, (sum, part) => {
      const count = this.counts[part]!
      before = count > 0 ? sum / count : before
      return Number.isFinite(before) ? before : 0
    })
    const most = Math.max(...means)
    return means.map((mean) => (most > 0 ? Math.round((mean / most) * LOUDEST) : 0))
  }
}
