// A file by its facts, and the way to have it: a PDF opens in a tab of its own, anything else is saved.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { Icon } from '../shared/icons'
import { Problem } from '../shared/problem'
import type { Attachment } from '../shared/wire'
import type { AttachmentProps } from './attachment'
import { bytes } from './bytes'
import { isGoing } from './outgoing-file'
import { Sending } from './sending'
import { size } from './words'

const PDF = 'application/pdf'

type CardProps = Pick<AttachmentProps, 'attachment'> & Partial<AttachmentProps>

export function FileCard({ attachment, room, outgoing }: CardProps) {
  const { filename, mime_type } = attachment
  const facts = <Facts attachment={attachment} />
  if (room && isGoing(outgoing))
    return (
      <div class="file-card" data-copied={filename}>
        <Sending room={room} outgoing={outgoing} filename={filename} />
        {facts}
      </div>
    )
  if (mime_type === PDF)
    return (
      <div class="file-card" data-copied={filename}>
        <PdfButton attachment={attachment}>{facts}</PdfButton>
        <Download attachment={attachment} />
      </div>
    )
  return (
    <div class="file-card" data-copied={filename}>
      <Ending of={filename} />
      {facts}
      <Download attachment={attachment} />
    </div>
  )
}

const endingOf = (filename: string): string => /\.(\w{1,5})$/.exec(filename)?.[1]?.toUpperCase() ?? ''

/** What kind of file it is, by the letters that people know it by. */
function Ending({ of }: { of: string }) {
  const ending = endingOf(of)
  return (
    <span class="file-icon" aria-hidden="true">
      {ending && ending.length <= 4 ? ending : <Icon name="file" size={24} />}
    </span>
  )
}

export function Facts({ attachment, children }: { attachment: Attachment; children?: ComponentChildren }) {
  const { filename, size: weight } = attachment
  return (
    <span class="facts">
      <strong dir="auto" title={filename}>
        {filename}
      </strong>
      {children ?? <small>{[endingOf(filename), size(weight)].filter(Boolean).join(' · ')}</small>}
    </span>
  )
}

/** Milliseconds after which the browser has its own hold on what it opens or saves. */
const TAKEN_MS = 60_000

function follow(blob: Blob, how: { download: string } | { target: string; rel: string }): void {
  const url = URL.createObjectURL(blob)
  Object.assign(document.createElement('a'), { href: url, ...how }).click()
  setTimeout(() => URL.revokeObjectURL(url), TAKEN_MS)
}

/** Gets the bytes and does something with them. */
function useFile(attachment: Attachment, then: (blob: Blob) => void) {
  const busy = useSignal(false)
  const problem = useSignal<Problem | undefined>(undefined)
  async function run(): Promise<void> {
    busy.value = true
    problem.value = undefined
    try {
      then(await bytes.read(attachment.url))
    } catch (thrown) {
      problem.value = Problem.from(thrown)
    }
    busy.value = false
  }
  return { busy: busy.value, problem: problem.value, run: () => void run() }
}

function PdfButton({ attachment, children }: { attachment: Attachment; children: ComponentChildren }) {
  /** Set where it took so long that the browser would take the new tab for an unwanted one: it opens at the next press. */
  const ready = useSignal<Blob | undefined>(undefined)
  const { busy, problem, run } = useFile(attachment, (blob) => {
    if (navigator.userActivation?.isActive ?? true) open(blob)
    else ready.value = blob
  })
  const open = (blob: Blob) =>
    follow(blob.slice(0, blob.size, PDF), { target: '_blank', rel: 'noopener noreferrer' })
  return (
    <button
      class="file-open"
      type="button"
      title="Open in a new tab"
      aria-busy={busy}
      onClick={() => (ready.value ? open(ready.value) : run())}
    >
      <span class="spoken">Open </span>
      <Ending of={attachment.filename} />
      {ready.value || problem || busy ? (
        <Facts attachment={attachment}>
          <small role="status">{problem?.words ?? (busy ? 'Opening…' : 'Ready. Press again to open.')}</small>
        </Facts>
      ) : (
        children
      )}
    </button>
  )
}

export function Download({ attachment }: { attachment: Attachment }) {
  const { filename } = attachment
  const { busy, problem, run } = useFile(attachment, (blob) => follow(blob, { download: filename }))
  return (
    <>
      <button
        class="icon-button"
        type="button"
        aria-label={`Download ${filename}`}
        title="Download"
        disabled={busy}
        onClick={run}
      >
        <Icon name="download" />
      </button>
      {problem && <small role="alert">{problem.words}</small>}
    </>
  )
}
