// Records a voice message in the place where one writes: pause, listen, go on, throw away, send.
import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { FileToSend } from 'whatsapp-api-client'
import { Icon } from '../shared/icons'
import { heldRecordings } from './held-recordings'
import { Recording } from './recording'
import { clock } from './times'
import { VoicePlayer } from './voice-player'
import { waveformOf } from './waveform'

interface VoiceRecorderProps {
  /** The name of the room: what is not sent waits there. */
  room: string
  onSend: (file: FileToSend) => void
  onClose: () => void
}

export function VoiceRecorder({ room, onSend, onClose }: VoiceRecorderProps) {
  const recording = useHeld(room)
  const busy = useSignal(false)
  const state = recording.state.value
  const letGo = () => {
    heldRecordings().delete(room)
    recording.release()
    onClose()
  }
  const send = async () => {
    busy.value = true
    const file = await recording.file()
    letGo()
    if (file.blob.size > 0) onSend(file)
  }
  if (state === 'failed')
    return (
      <div class="recorder failed">
        <p role="alert">{recording.problem.value}</p>
        <button class="button small" type="button" onClick={() => void recording.start()}>
          Try again
        </button>
        <button class="button small" type="button" onClick={letGo}>
          Close
        </button>
      </div>
    )
  return (
    <div class="recorder" role="group" aria-label="Voice message">
      <button class="icon-button" type="button" aria-label="Delete the recording" onClick={letGo}>
        <Icon name="trash" />
      </button>
      {state === 'starting' && (
        <p class="quiet" role="status">
          Allow the microphone to begin…
        </p>
      )}
      {state === 'recording' && <Live recording={recording} />}
      {(state === 'paused' || state === 'ended') && <Listen recording={recording} />}
      {state === 'recording' && (
        <button class="icon-button" type="button" aria-label="Pause" onClick={() => recording.pause()}>
          <Icon name="pause" />
        </button>
      )}
      {state === 'paused' && (
        <button
          class="icon-button record"
          type="button"
          aria-label="Continue recording"
          onClick={() => recording.resume()}
        >
          <Icon name="microphone" />
        </button>
      )}
      <button
        class="icon-button send"
        type="button"
        aria-label="Send"
        disabled={busy.value || state === 'starting'}
        onClick={() => void send()}
      >
        <Icon name="send" />
      </button>
    </div>
  )
}

/** The one that waits in the room, or a new one. Whoever leaves the room lets go of the microphone, and finds it there again. */
function useHeld(room: string): Recording {
  const recording = useMemo(() => heldRecordings().get(room) ?? new Recording(), [room])
  useEffect(() => {
    const held = heldRecordings()
    if (!held.has(room)) {
      held.set(room, recording)
      void recording.start()
    }
    return () => {
      if (recording.state.peek() === 'starting' || recording.state.peek() === 'failed') {
        held.delete(room)
        recording.release()
      } else void recording.end()
    }
  }, [recording])
  return recording
}

/** How many of the latest looks are drawn. */
const BARS = 40

function Live({ recording }: { recording: Recording }) {
  const levels = recording.levels.value.slice(-BARS)
  return (
    <>
      <span class="recording-sign" aria-hidden="true" />
      <span class="voice-time" role="timer" aria-label="Recorded">
        {clock(recording.seconds.value)}
      </span>
      <Bars levels={[...Array.from({ length: BARS - levels.length }, () => 0), ...levels]} />
    </>
  )
}

/** What was recorded so far, to listen to. */
function Listen({ recording }: { recording: Recording }) {
  const url = useSignal<string | undefined>(undefined)
  const waveform = useMemo(() => waveformOf(recording.levels.peek()), [recording])
  useEffect(() => {
    let made: string | undefined
    let gone = false
    void recording.heard().then((blob) => {
      if (!gone) url.value = made = URL.createObjectURL(blob)
    })
    return () => {
      gone = true
      if (made) URL.revokeObjectURL(made)
    }
  }, [recording])
  return (
    <VoicePlayer
      src={url.value}
      label="your recording"
      duration={recording.seconds.value}
      waveform={waveform}
    />
  )
}

const Bars = ({ levels }: { levels: readonly number[] }) => (
  <svg class="voice-bars" viewBox={`0 0 ${BARS * 4} 32`} preserveAspectRatio="none" aria-hidden="true">
    {levels.map((level, index) => {
      const height = Math.max(2, Math.sqrt(level) * 30)
      return <rect key={index} x={index * 4} y={16 - height / 2} width={2.5} height={height} rx={1} />
    })}
  </svg>
)
