// A player in one line: a button, and where it is, by its waveform or a plain bar; both can be sought in.
import type { ComponentChildren } from 'preact'
import { Icon } from '../shared/icons'
import { faster, speed, usePlaying, type Playing } from './playing'
import { clock } from './times'

interface VoicePlayerProps {
  /** An address of this page; undefined until `onWanted` has got it. */
  src: string | undefined
  onWanted?: () => void
  /** What it is called for who cannot see it. */
  label: string
  /** Seconds. */
  duration?: number | undefined
  /** How loud it is from beginning to end, each 0 to 100. */
  waveform?: readonly number[] | undefined
  /** In place of its length, while it does not play. */
  note?: ComponentChildren
}

/** A voice note, with its waveform and its speed. */
export function VoicePlayer({ src, onWanted, label, duration, waveform, note }: VoicePlayerProps) {
  const playing = usePlaying({ src, want: () => onWanted?.(), duration, paced: true })
  const begun = playing.playing || playing.at.value > 0
  return (
    <div class="player">
      <PlayButton playing={playing} label={label} />
      <span class="track">
        <Position playing={playing} label={label} waveform={waveform} />
        <small>{(!begun && note) || <Time playing={playing} />}</small>
      </span>
      {begun ? (
        <button
          class="speed"
          type="button"
          aria-label={`Speed ${speed.value}×`}
          title="Speed"
          onClick={faster}
        >
          {speed.value}×
        </button>
      ) : (
        <Icon name="microphone" />
      )}
      <audio {...playing.element} />
    </div>
  )
}

export function PlayButton({ playing, label }: { playing: Playing; label: string }) {
  const { playing: on, waiting } = playing
  return (
    <button
      class={`icon-button play ${waiting ? 'waiting' : ''}`}
      type="button"
      aria-label={`${on ? 'Pause' : 'Play'} ${label}`}
      aria-busy={waiting}
      onClick={playing.toggle}
    >
      <Icon name={on ? 'pause' : 'play'} />
    </button>
  )
}

/** How far it is; before that, how long. */
export const Time = ({ playing: { at, length } }: { playing: Playing }) => (
  <>{clock(at.value > 0 ? at.value : length)}</>
)

interface PositionProps {
  playing: Playing
  label: string
  waveform?: readonly number[] | undefined
}

export function Position({ playing: { at, length, seek }, label, waveform }: PositionProps) {
  const share = length > 0 ? Math.min(1, at.value / length) : 0
  return (
    <span class={`position ${waveform ? 'waved' : ''}`}>
      {waveform && <Wave of={waveform} />}
      {waveform && (
        <span class="heard" style={{ clipPath: `inset(0 ${(1 - share) * 100}% 0 0)` }}>
          <Wave of={waveform} />
        </span>
      )}
      <input
        type="range"
        min={0}
        max={length || 1}
        step={0.1}
        value={at.value}
        aria-label={`Position in ${label}`}
        aria-valuetext={`${clock(at.value)} of ${clock(length)}`}
        onInput={(event) => seek(Number(event.currentTarget.value))}
      />
    </span>
  )
}

/** Of 100, in height: silence, too, is a line. */
const LOWEST = 6

/** How a sound goes on, at a glance. */
const Wave = ({ of }: { of: readonly number[] }) => (
  <svg class="wave" viewBox={`0 0 ${of.length} 100`} preserveAspectRatio="none" aria-hidden="true">
    {of.map((loud, index) => {
      const height = Math.max(LOWEST, loud)
      return <rect key={index} x={index + 0.2} y={50 - height / 2} width={0.6} height={height} />
    })}
  </svg>
)
