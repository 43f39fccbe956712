// What was attached: images, video and audio in place, documents as cards. The bytes need the token, so they are fetched.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { Problem } from '../shared/problem'
import type { Attachment } from '../shared/wire'
import { Dialog } from './dialog'
import { api } from './me'
import { size } from './words'

export function AttachmentView({ attachment }: { attachment: Attachment }) {
  switch (attachment.type) {
    case 'image':
      return <Picture attachment={attachment} />
    case 'video':
    case 'audio':
      return <Player attachment={attachment} />
    case 'document':
      return <Card attachment={attachment} />
  }
}

/** The bytes as an address of this page alone, from when they are wanted until nobody shows them. */
function useBytes(attachment: Attachment, wanted: boolean) {
  const url = useSignal<string | undefined>(undefined)
  const problem = useSignal<Problem | undefined>(undefined)
  useEffect(() => {
    if (!wanted) return
    const gone = new AbortController()
    problem.value = undefined
    api.bytes(attachment, gone.signal).then(
      (blob) => {
        if (!gone.signal.aborted) url.value = URL.createObjectURL(blob)
      },
      (thrown: unknown) => {
        if (!gone.signal.aborted) problem.value = Problem.from(thrown)
      },
    )
    return () => {
      gone.abort()
      if (url.peek()) URL.revokeObjectURL(url.peek()!)
      url.value = undefined
    }
  }, [attachment.id, wanted])
  return { url: url.value, problem: problem.value }
}

function Picture({ attachment }: { attachment: Attachment }) {
  const frame = useRef<HTMLButtonElement>(null)
  const near = useSignal(false)
  const large = useSignal(false)
  const strange = useSignal(false)
  const { url, problem } = useBytes(attachment, near.value)
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
  if (strange.value) return <Card attachment={attachment} />
  return (
    <>
      <button
        ref={frame}
        class="picture"
        type="button"
        aria-label={`Enlarge the image ${attachment.filename}`}
        onClick={() => (large.value = url !== undefined)}
      >
        {url && <img src={url} alt="" onError={() => (strange.value = true)} />}
        {problem && <span class="quiet">{problem.words}</span>}
      </button>
      {large.value && url && (
        <Dialog
          title={attachment.filename}
          class="lightbox"
          actions={<Download attachment={attachment} />}
          onClose={() => (large.value = false)}
        >
          <img src={url} alt={attachment.filename} />
        </Dialog>
      )}
    </>
  )
}

/** It stands where the button was that had the focus: whoever pressed that by key goes on from here. */
const takeOver = (player: HTMLElement | null): void => player?.focus({ preventScroll: true })

/** Fetched when it is to be played, not before: it can be large. */
function Player({ attachment }: { attachment: Attachment }) {
  const wanted = useSignal(false)
  const { url, problem } = useBytes(attachment, wanted.value)
  const { type, filename } = attachment
  const note = problem?.words ?? (wanted.value && !url ? 'Loading…' : undefined)
  const play = () => (wanted.value = true)
  if (type === 'video')
    return (
      <>
        {url ? (
          <video ref={takeOver} class="screen" src={url} controls autoplay aria-label={filename} />
        ) : (
          <button class="screen" type="button" aria-label={`Play ${filename}`} onClick={play}>
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

function Card({ attachment }: { attachment: Attachment }) {
  return (
    <div class="file-card">
      <span class="file-icon">
        <Icon name="file" size={24} />
      </span>
      <Facts attachment={attachment} />
      <Download attachment={attachment} />
    </div>
  )
}

function Facts({
  attachment: { filename, size: bytes },
  note,
}: {
  attachment: Attachment
  note?: string | undefined
}) {
  const ending = /\.(\w{1,5})$/.exec(filename)?.[1]?.toUpperCase()
  return (
    <span class="facts">
      <strong dir="auto">{filename}</strong>
      <small>{note ?? [ending, size(bytes)].filter(Boolean).join(' · ')}</small>
    </span>
  )
}

function Download({ attachment }: { attachment: Attachment }) {
  const busy = useSignal(false)
  const problem = useSignal<Problem | undefined>(undefined)
  async function save(): Promise<void> {
    busy.value = true
    problem.value = undefined
    try {
      const url = URL.createObjectURL(await api.bytes(attachment))
      const link = document.createElement('a')
      link.href = url
      link.download = attachment.filename
      link.click()
      // The browser has its own hold on it once the download has begun.
      setTimeout(() => URL.revokeObjectURL(url), 60_000)
    } catch (thrown) {
      problem.value = Problem.from(thrown)
    }
    busy.value = false
  }
  return (
    <>
      <button
        class="icon-button"
        type="button"
        aria-label={`Download ${attachment.filename}`}
        title="Download"
        disabled={busy.value}
        onClick={() => void save()}
      >
        <Icon name="download" />
      </button>
      {problem.value && <small role="alert">{problem.value.words}</small>}
    </>
  )
}
