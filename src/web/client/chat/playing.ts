// Plays a sound: what is heard of it, how far, and how fast. Its bytes are asked for when it is to be played, not before.
import { signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { playOneAtATime } from './only-one-sound'

playOneAtATime()

const SPEEDS = [1, 1.5, 2] as const

/** How fast voice notes are played: whoever is in a hurry is so for the next one, too. */
export const speed = signal<number>(1)

export const faster = (): void => {
  speed.value = SPEEDS[(SPEEDS.indexOf(speed.peek() as 1) + 1) % SPEEDS.length]!
}

interface PlayingOptions {
  /** Undefined until it is here. */
  src: string | undefined
  /** Called when it is to be here. */
  want: () => void
  /** Seconds, as far as they are known without its bytes. */
  duration?: number | undefined
  /** Whether its speed can be chosen. */
  paced?: boolean | undefined
}

export function usePlaying({ src, want, duration, paced }: PlayingOptions) {
  const audio = useRef<HTMLAudioElement>(null)
  const playing = useSignal(false)
  /** Set while it is to be played as soon as it is here. */
  const awaited = useSignal(false)
  /** Seconds. */
  const at = useSignal(0)
  const length = useSignal(duration ?? 0)
  const rate = paced ? speed.value : 1

  useEffect(() => {
    if (!src || !awaited.peek()) return
    awaited.value = false
    // Not to be played: the element says so itself.
    audio.current?.play().catch(() => undefined)
  }, [src])
  useEffect(() => {
    if (audio.current) audio.current.defaultPlaybackRate = audio.current.playbackRate = rate
  }, [rate, src])
  useEffect(() => {
    if (!playing.value) return
    let frame: number
    const follow = () => {
      if (audio.current) at.value = audio.current.currentTime
      frame = requestAnimationFrame(follow)
    }
    follow()
    return () => cancelAnimationFrame(frame)
  }, [playing.value])

  const toggle = () => {
    if (playing.value) return audio.current?.pause()
    if (src) return void audio.current?.play().catch(() => undefined)
    awaited.value = true
    want()
  }
  const seek = (seconds: number) => {
    at.value = seconds
    if (src && audio.current) audio.current.currentTime = seconds
  }
  /** For the element that it is played by. */
  const element = {
    ref: audio,
    src,
    onPlay: () => (playing.value = true),
    onPause: () => (playing.value = false),
    onLoadedMetadata: ({ currentTarget }: { currentTarget: HTMLAudioElement }) => {
      const { duration: exact } = currentTarget
      // Of one that was recorded by a browser it may not be in the file.
      if (Number.isFinite(exact)) length.value = exact
      if (at.peek() > 0) currentTarget.currentTime = at.peek()
    },
    onEnded: () => (at.value = 0),
  }
  return { element, playing: playing.value, waiting: awaited.value, at, length: length.value, toggle, seek }
}

export type Playing = ReturnType<typeof usePlaying>
