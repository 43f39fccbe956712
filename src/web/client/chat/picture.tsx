// An image in its own shape: fetched when it is near, small where there is a thumbnail, and whole when it is enlarged.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Attachment } from '../shared/wire'
import { useBytes } from './bytes'
import { Dialog } from './dialog'
import { Download, FileCard } from './file-card'

/** Width by height: what is longer than that is cut, until it is enlarged. */
const TALLEST = 0.7
const WIDEST = 2.4

/** Its place before it is there, so that nothing jumps when it comes; without measures, that of all. */
export function shapeOf({ width, height, blurhash }: Attachment): Record<string, string> {
  const colour = blurhash && averageColour(blurhash)
  return {
    ...(width && height && { aspectRatio: String(Math.min(WIDEST, Math.max(TALLEST, width / height))) }),
    ...(colour && { backgroundColor: colour }),
  }
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~'

/** The third to the sixth digit of a blurhash (https://blurha.sh), in base 83, are the average as 0xRRGGBB. */
function averageColour(blurhash: string): string {
  const value = [...blurhash.slice(2, 6)].reduce((sum, digit) => sum * 83 + DIGITS.indexOf(digit), 0)
  return `rgb(${(value >> 16) & 255} ${(value >> 8) & 255} ${value & 255})`
}

export function Picture({ attachment }: { attachment: Attachment }) {
  const frame = useRef<HTMLButtonElement>(null)
  const near = useSignal(false)
  const large = useSignal(false)
  const strange = useSignal(false)
  const small = attachment.thumbnail_url !== undefined
  const { url, problem } = useBytes(attachment, near.value, small)
  useEffect(() => {
    // Two screens early, and no earlier: a long conversation may have a thousand pictures.
    const observer = new IntersectionObserver(
      (entries) => (near.value = entries.some(({ isIntersecting }) => isIntersecting)),
      { root: frame.current!.closest('.scroller'), rootMargin: '200%' },
    )
    observer.observe(frame.current!)
    return () => observer.disconnect()
  }, [])
  // Recognised as an image, but of a kind that this browser does not know.
  if (strange.value) return <FileCard attachment={attachment} />
  return (
    <>
      <button
        ref={frame}
        class="picture"
        type="button"
        style={shapeOf(attachment)}
        aria-label={`Enlarge the image ${attachment.filename}`}
        onClick={() => (large.value = url !== undefined)}
      >
        {url && <img src={url} alt="" onError={() => (strange.value = true)} />}
        {problem && <span class="quiet">{problem.words}</span>}
      </button>
      {large.value && (
        <Enlarged
          attachment={attachment}
          url={small ? undefined : url}
          onClose={() => (large.value = false)}
        />
      )}
    </>
  )
}

interface EnlargedProps {
  attachment: Attachment
  /** If it is here already. */
  url: string | undefined
  onClose: () => void
}

function Enlarged({ attachment, url, onClose }: EnlargedProps) {
  const whole = useBytes(attachment, url === undefined)
  const shown = url ?? whole.url
  return (
    <Dialog
      title={attachment.filename}
      class="lightbox"
      actions={<Download attachment={attachment} />}
      onClose={onClose}
    >
      {shown ? <img src={shown} alt={attachment.filename} /> : <p>{whole.problem?.words ?? 'Loading…'}</p>}
    </Dialog>
  )
}
