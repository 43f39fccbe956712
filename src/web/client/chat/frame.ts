// The place of a picture or a film before it is there, so that nothing jumps when it comes.
import { useSignal } from '@preact/signals'
import type { Attachment } from '../shared/wire'

/** Pixels on the page. */
const WIDEST = 330
const TALLEST = 400
const SMALLEST = 120
/** Width by height: only what is longer than that is cut, until it is opened. */
const NARROW = 0.5
const WIDE = 2.5

interface Measures {
  width?: number | undefined
  height?: number | undefined
}

/** As a style: in its own shape, no larger than it is and than the page has room for. */
export function frameOf({ width, height }: Measures): { width: string; aspectRatio: string } {
  if (!width || !height) return { width: '240px', aspectRatio: '4 / 3' }
  const shape = Math.min(WIDE, Math.max(NARROW, width / height))
  const shown = Math.max(SMALLEST, Math.min(WIDEST, width, TALLEST * shape))
  return { width: `${Math.round(shown)}px`, aspectRatio: String(shape) }
}

/** Of one whose measures are not known before it is seen, `measure` takes them then. */
export function useFrame(attachment: Attachment) {
  const seen = useSignal<Measures>({})
  const frame = frameOf(attachment.width ? attachment : seen.value)
  const measure = (shown: HTMLImageElement | HTMLVideoElement) => {
    if (attachment.width) return
    seen.value =
      shown instanceof HTMLImageElement
        ? { width: shown.naturalWidth, height: shown.naturalHeight }
        : { width: shown.videoWidth, height: shown.videoHeight }
  }
  return { frame, measure }
}
