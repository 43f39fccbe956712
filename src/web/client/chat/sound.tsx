// A sound in the conversation: a voice note by its waveform, any other by its name.
import { useSignal } from '@preact/signals'
import type { Problem } from '../shared/problem'
import type { Attachment } from '../shared/wire'
import type { AttachmentProps } from './attachment'
import { bytes, useBytes } from './bytes'
import { Download, Facts } from './file-card'
import { isGoing } from './outgoing-file'
import { usePlaying } from './playing'
import { Sending } from './sending'
import { PlayButton, Position, Time, VoicePlayer } from './voice-player'
import { size } from './words'

export function Sound({ room, attachment, outgoing }: AttachmentProps) {
  const wanted = useSignal(bytes.has(attachment.url))
  const { url: src, problem } = useBytes(wanted.value ? attachment.url : undefined)
  const { voice, filename } = attachment
  const onWanted = () => {
    wanted.value = true
    bytes.again(attachment.url)
  }
  const shared = { src, problem, attachment, onWanted }
  const cancel = isGoing(outgoing) && <Sending room={room} outgoing={outgoing} filename={filename} />
  return (
    <div class="sound" data-copied={voice ? 'Voice message' : filename}>
      {voice ? <VoiceNote {...shared} /> : <AudioFile {...shared} />}
      {cancel || (!voice && <Download attachment={attachment} />)}
    </div>
  )
}

interface SoundProps {
  src: string | undefined
  problem: Problem | undefined
  attachment: Attachment
  onWanted: () => void
}

const VoiceNote = ({ attachment: { duration, waveform }, problem, ...rest }: SoundProps) => (
  <VoicePlayer
    {...rest}
    label="voice message"
    duration={duration}
    waveform={waveform}
    note={problem?.words}
  />
)

function AudioFile({ src, problem, attachment, onWanted }: SoundProps) {
  const { filename, duration, size: weight } = attachment
  const playing = usePlaying({ src, want: onWanted, duration })
  return (
    <div class="player">
      <PlayButton playing={playing} label={filename} />
      <span class="track">
        <Facts attachment={attachment}>
          <Position playing={playing} label={filename} />
          <small>{problem?.words ?? [<Time key="time" playing={playing} />, ` · ${size(weight)}`]}</small>
        </Facts>
      </span>
      <audio {...playing.element} />
    </div>
  )
}
