// A file by its facts, and the way to have it.
import { useSignal } from '@preact/signals'
import { Icon } from '../shared/icons'
import { Problem } from '../shared/problem'
import type { Attachment } from '../shared/wire'
import { api } from './me'
import { clock } from './times'
import { size } from './words'

export function FileCard({ attachment }: { attachment: Attachment }) {
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

export function Facts({ attachment, note }: { attachment: Attachment; note?: string | undefined }) {
  const { filename, size: bytes, duration, voice, waveform } = attachment
  const ending = /\.(\w{1,5})$/.exec(filename)?.[1]?.toUpperCase()
  const facts = [duration !== undefined && clock(duration), !voice && ending, size(bytes)]
  return (
    <span class="facts">
      <strong dir="auto">{voice ? 'Voice note' : filename}</strong>
      {waveform && <Wave of={waveform} />}
      <small>{note ?? facts.filter(Boolean).join(' · ')}</small>
    </span>
  )
}

/** How a sound goes on, at a glance. */
const Wave = ({ of }: { of: number[] }) => (
  <svg class="wave" viewBox={`0 0 ${of.length} 100`} preserveAspectRatio="none" aria-hidden="true">
    {of.map((loud, index) => (
      <rect key={index} x={index} y={50 - loud / 2} width={0.6} height={Math.max(4, loud)} />
    ))}
  </svg>
)

export function Download({ attachment }: { attachment: Attachment }) {
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
