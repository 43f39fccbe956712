// A picture of oneself or of a room: chosen from the device, or taken away.
import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { Alert, useAttempt } from './attempt'
import { api } from './me'

interface PicturePickerProps {
  /** Whether there is one. */
  has: boolean
  /** @param upload its id, or null for none. @throws Problem */
  onPicked: (upload: string | null) => Promise<void>
  /** How it looks now. */
  children: ComponentChildren
}

export function PicturePicker({ has, onPicked, children }: PicturePickerProps) {
  const input = useRef<HTMLInputElement>(null)
  const { busy, problem, run } = useAttempt()
  const pick = async (file: File | undefined) => {
    if (file) await run(async () => onPicked((await api.upload(file)).id))
    // The same file may be chosen again.
    input.current!.value = ''
  }
  return (
    <div class="portrait">
      {children}
      <span class="choices">
        <button class="button small" type="button" disabled={busy} onClick={() => input.current!.click()}>
          <Icon name="camera" size={18} /> {busy ? 'One moment…' : has ? 'Another picture' : 'Add a picture'}
        </button>
        {has && (
          <button
            class="button small"
            type="button"
            disabled={busy}
            onClick={() => void run(() => onPicked(null))}
          >
            No picture
          </button>
        )}
      </span>
      <input
        ref={input}
        type="file"
        accept="image/*"
        aria-label="Picture"
        hidden
        onChange={(event) => void pick(event.currentTarget.files?.[0])}
      />
      <Alert problem={problem} words={problem?.of('avatar')} />
    </div>
  )
}
