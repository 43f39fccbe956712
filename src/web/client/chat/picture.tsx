// A picture in its own shape: blurred first, small when it is near, whole in the viewer.
import { useSignal } from '@preact/signals'
import { decode } from 'blurhash'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Attachment } from '../shared/wire'
import type { AttachmentProps } from './attachment'
import { bytes, useBytes } from './bytes'
import { FileCard } from './file-card'
import { useFrame } from './frame'
import { isGoing } from './outgoing-file'
import { Sending } from './sending'
import { useNear } from './near'
import { useViewer } from './viewing'

export function Picture(props: AttachmentProps) {
  const { room, attachment, message, outgoing } = props
  const { ref, near } = useNear<HTMLDivElement>()
  const strange = useSignal(false)
  const { frame, measure } = useFrame(attachment)
  const { url, problem } = useBytes(near ? smallest(attachment) : undefined)
  const viewer = useViewer(room, message)
  // Recognised as an image, but of a kind that this browser does not know.
  if (strange.value) return <FileCard {...props} />
  const { filename } = attachment
  return (
    <div ref={ref} class="picture" style={frame} data-copied={filename}>
      <button type="button" aria-label={`Open the photo ${filename}`} onClick={viewer.open}>
        <Blur hash={attachment.blurhash} />
        {url && (
          <img
            src={url}
            alt=""
            onLoad={(event) => measure(event.currentTarget)}
            onError={() => (strange.value = true)}
          />
        )}
      </button>
      {!url && (problem ?? viewer.problem) && (
        <small class="on-picture">{(problem ?? viewer.problem)!.words}</small>
      )}
      {isGoing(outgoing) && <Sending room={room} outgoing={outgoing} filename={filename} />}
    </div>
  )
}

/** Where it is in as few bytes as there are; the whole, if that is here already. */
const smallest = ({ url, thumbnail_url }: Attachment): string =>
  thumbnail_url === undefined || bytes.has(url) ? url : thumbnail_url

/** Points a side that a blurred picture is drawn with: there is no more in it. */
const POINTS = 32

/** Its colours, from the few letters that come with the message (https://blurha.sh). */
export function Blur({ hash }: { hash: string | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    if (!hash) return
    try {
      const pixels = new Uint8ClampedArray(decode(hash, POINTS, POINTS))
      canvas.current!.getContext('2d')!.putImageData(new ImageData(pixels, POINTS, POINTS), 0, 0)
    } catch {
      // It is none: the frame has a colour of its own.
    }
  }, [hash])
  return hash ? <canvas ref={canvas} class="blur" width={POINTS} height={POINTS} aria-hidden="true" /> : null
}
