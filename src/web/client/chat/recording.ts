// A voice message while it is recorded: the microphone, how loud it is right now, and what has been heard so far.
import { signal } from '@preact/signals'
import type { FileToSend } from 'whatsapp-api-client'
import { waveformOf } from './waveform'

/** What browsers record, the best first; all of it is something that a server takes as a voice message. */
const FORMATS = [
  ['audio/ogg;codecs=opus', 'ogg'],
  ['audio/webm;codecs=opus', 'webm'],
  ['audio/mp4;codecs=mp4a.40.2', 'm4a'],
  ['audio/mp4', 'm4a'],
] as const

/** Milliseconds between two looks at how loud it is, and between two pieces of what is recorded. */
const LEVEL_MS = 60
const PIECE_MS = 1000

/** By the name of what the browser throws. */
const REFUSALS: Record<string, string> = {
  NotAllowedError:
    'The microphone is blocked. Allow it for this site in the settings of your browser, then try again.',
  NotFoundError: 'No microphone was found. Connect one, then try again.',
  NotReadableError: 'The microphone is in use by another app. Close that, then try again.',
}
const IMPOSSIBLE =
  'Voice messages can only be recorded on a secure (https) page, in a browser that can record.'

export class Recording {
  readonly state = signal<'starting' | 'recording' | 'paused' | 'ended' | 'failed'>('starting')
  /** Why it failed. */
  readonly problem = signal('')
  /** How loud it was at each look so far, 0 to 1. */
  readonly levels = signal<readonly number[]>([])
  /** Seconds that have been recorded. */
  readonly seconds = signal(0)
  private readonly pieces: Blob[] = []
  private recorder: MediaRecorder | undefined
  private audio: AudioContext | undefined
  private timer: number | undefined
  private lookedAt = 0

  /** Asks for the microphone and begins. */
  async start(): Promise<void> {
    this.state.value = 'starting'
    try {
      const [mimeType] = format()
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      // Thrown away while the browser asked.
      if (this.state.peek() !== 'starting') return stop(stream)
      this.recorder = new MediaRecorder(stream, { mimeType })
      this.recorder.ondataavailable = ({ data }) => void (data.size > 0 && this.pieces.push(data))
      this.recorder.onstop = () => stop(stream)
      // A device that is pulled out, or a permission that is taken back.
      this.recorder.onerror = () => void this.end()
      this.recorder.start(PIECE_MS)
      this.listen(stream)
      this.state.value = 'recording'
      addEventListener('beforeunload', this.ask)
    } catch (thrown) {
      this.problem.value = (thrown instanceof DOMException && REFUSALS[thrown.name]) || IMPOSSIBLE
      this.state.value = 'failed'
    }
  }

  pause(): void {
    if (this.state.peek() !== 'recording') return
    this.recorder!.pause()
    this.state.value = 'paused'
  }

  resume(): void {
    if (this.state.peek() !== 'paused') return
    this.recorder!.resume()
    this.lookedAt = performance.now()
    this.state.value = 'recording'
  }

  /** What was recorded so far. */
  async heard(): Promise<Blob> {
    if (this.recorder?.state !== 'inactive')
      await new Promise<void>((resolve) => {
        this.recorder!.addEventListener('dataavailable', () => resolve(), { once: true })
        this.recorder!.requestData()
      })
    return new Blob(this.pieces, { type: format()[0].split(';')[0]! })
  }

  /** Lets go of the microphone; what was recorded stays. */
  async end(): Promise<void> {
    const { recorder } = this
    if (!recorder || this.state.peek() === 'ended') return
    this.state.value = 'ended'
    clearInterval(this.timer)
    void this.audio?.close()
    if (recorder.state === 'inactive') return
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }))
    recorder.stop()
    await stopped
  }

  /** Ends it. @returns it as it is sent */
  async file(): Promise<FileToSend> {
    await this.end()
    const blob = await this.heard()
    const { samples, duration } = await decoded(blob).catch(() => ({
      samples: this.levels.peek(),
      duration: this.seconds.peek(),
    }))
    const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
    return {
      blob,
      filename: `voice-${time}.${format()[1]}`,
      type: 'audio',
      voice: true,
      duration: Math.round(duration * 10) / 10,
      waveform: waveformOf(samples),
    }
  }

  /** It was sent, or thrown away. */
  release(): void {
    removeEventListener('beforeunload', this.ask)
    if (this.state.peek() === 'starting') this.state.value = 'ended'
    void this.end()
  }

  private listen(stream: MediaStream): void {
    this.audio = new AudioContext()
    const analyser = new AnalyserNode(this.audio, { fftSize: 2048 })
    this.audio.createMediaStreamSource(stream).connect(analyser)
    const wave = new Float32Array(analyser.fftSize)
    this.lookedAt = performance.now()
    this.timer = window.setInterval(() => {
      if (this.state.peek() !== 'recording') return
      const now = performance.now()
      this.seconds.value += (now - this.lookedAt) / 1000
      this.lookedAt = now
      analyser.getFloatTimeDomainData(wave)
      this.levels.value = [...this.levels.peek(), Math.min(1, peakOf(wave))]
    }, LEVEL_MS)
  }

  /** A reload would lose it: the browser asks before. */
  private readonly ask = (event: BeforeUnloadEvent): void => event.preventDefault()
}

/** @throws Error where this browser records nothing that can be sent */
function format(): (typeof FORMATS)[number] {
  const found = FORMATS.find(([mimeType]) => MediaRecorder.isTypeSupported(mimeType))
  if (!found) throw new Error('No format.')
  return found
}

const peakOf = (wave: Float32Array): number => wave.reduce((peak, each) => Math.max(peak, Math.abs(each)), 0)

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

async function decoded(blob: Blob): Promise<{ samples: ArrayLike<number>; duration: number }> {
  const audio = new OfflineAudioContext(1, 1, 8000)
  const buffer = await audio.decodeAudioData(await blob.arrayBuffer())
  return { samples: buffer.getChannelData(0), duration: buffer.duration }
}
