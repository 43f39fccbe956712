// A film in the conversation: its first picture where that costs little, how long it is, and the way to see it.
import { Icon } from '../shared/icons'
import type { Attachment } from '../shared/wire'
import type { AttachmentProps } from './attachment'
import { bytes, useBytes } from './bytes'
import { useFrame } from './frame'
import { useNear } from './near'
import { isGoing } from './outgoing-file'
import { Blur } from './picture'
import { Sending } from './sending'
import { clock } from './times'
import { useViewer } from './viewing'
import { size } from './words'

/** Bytes up to which a film is fetched for its first picture alone. */
const CHEAP = 2_000_000

export function Video({ room, attachment, message, outgoing }: AttachmentProps) {
  const { filename, duration, size: weight } = attachment
  const { ref, near } = useNear<HTMLDivElement>()
  const { frame, measure } = useFrame(attachment)
  const viewer = useViewer(room, message)
  const going = isGoing(outgoing)
  return (
    <div ref={ref} class="picture film" style={frame} data-copied={filename}>
      <button type="button" aria-label={`Play ${filename}`} onClick={viewer.open}>
        <Poster attachment={attachment} near={near} onMeasured={measure} />
        {!going && (
          <span class="play">
            <Icon name="play" size={28} />
          </span>
        )}
      </button>
      <small class="on-picture">
        <Icon name="video" size={14} /> {duration === undefined ? size(weight) : clock(duration)}
      </small>
      {viewer.problem && <small class="on-picture">{viewer.problem.words}</small>}
      {going && <Sending room={room} outgoing={outgoing} filename={filename} />}
    </div>
  )
}

interface PosterProps {
  attachment: Attachment
  near: boolean
  onMeasured?: (film: HTMLVideoElement) => void
}

/** The first picture of a film. */
export function Poster({ attachment, near, onMeasured }: PosterProps) {
  const { url: address, blurhash, size: weight } = attachment
  const cheap = weight <= CHEAP || bytes.has(address)
  const { url } = useBytes(near && cheap ? address : undefined)
  return (
    <>
      <Blur hash={blurhash} />
      {url && (
        <video
          src={`${url}#t=0.1`}
          muted
          playsInline
          preload="metadata"
          tabIndex={-1}
          aria-hidden="true"
          onLoadedMetadata={(event) => onMeasured?.(event.currentTarget)}
        />
      )}
    </>
  )
}
