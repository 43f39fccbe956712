// What was attached: images, video and audio in place, documents as cards.
import { useSignal } from '@preact/signals'
import { Icon } from '../shared/icons'
import type { Attachment } from '../shared/wire'
import { useBytes } from './bytes'
import { Download, Facts, FileCard } from './file-card'
import { Picture, shapeOf } from './picture'

export function AttachmentView({ attachment }: { attachment: Attachment }) {
  switch (attachment.type) {
    case 'image':
      return <Picture attachment={attachment} />
    case 'video':
    case 'audio':
      return <Player attachment={attachment} />
    case 'document':
      return <FileCard attachment={attachment} />
  }
}

/** It stands where the button was that had the focus: whoever pressed that by key goes on from here. */
const takeOver = (player: HTMLElement | null): void => player?.focus({ preventScroll: true })

/** Fetched when it is to be played, not before: it can be large. */
function Player({ attachment }: { attachment: Attachment }) {
  const wanted = useSignal(false)
  const { url, problem } = useBytes(attachment, wanted.value)
  const { type, filename } = attachment
  const shape = shapeOf(attachment)
  const note = problem?.words ?? (wanted.value && !url ? 'Loading…' : undefined)
  const play = () => (wanted.value = true)
  if (type === 'video')
    return (
      <>
        {url ? (
          <video
            ref={takeOver}
            class="screen"
            style={shape}
            src={url}
            controls
            autoplay
            aria-label={filename}
          />
        ) : (
          <button class="screen" type="button" style={shape} aria-label={`Play ${filename}`} onClick={play}>
            <span class="play">
              <Icon name="play" size={28} />
            </span>
          </button>
        )}
        <div class="file-card">
          <Facts attachment={attachment} note={note} />
          <Download attachment={attachment} />
        </div>
      </>
    )
  if (url) return <audio ref={takeOver} class="audio" src={url} controls autoplay aria-label={filename} />
  return (
    <div class="file-card">
      <button class="icon-button play" type="button" aria-label={`Play ${filename}`} onClick={play}>
        <Icon name="play" />
      </button>
      <Facts attachment={attachment} note={note} />
      <Download attachment={attachment} />
    </div>
  )
}
