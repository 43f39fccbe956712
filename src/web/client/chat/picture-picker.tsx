// A picture of oneself or of a group: chosen from the device, or removed.
import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { Alert, useAttempt } from './attempt'
import { chat } from './me'

interface PicturePickerProps {
  /** Whether there is one. */
  has: boolean
  /** @param upload its id, or null for none. @throws ChatError */
  onPicked: (upload: string | null, file?: File) => Promise<void>
  /** How it looks now. */
  children: ComponentChildren
}

export function PicturePicker({ has, onPicked, children }: PicturePickerProps) {
  const input = useRef<HTMLInputElement>(null)
  const { busy, problem, run } = useAttempt()
  const pick = async (file: File | undefined) => {
    if (file)
      await run(async () => {
        const { id } = await chat().uploads.send(file, { filename: file.name })
        await onPicked(id, file)
      })
    // The same file may be chosen again.
    input.current!.value = ''
  }
  return (
    <div class="portrait">
      {children}
      <span class="choices">
        <button class="button small" type="button" disabled={busy} onClick={() => input.current!.click()}>
          <Icon name="camera" size={18} /> {busy ? 'Uploading…' : has ? 'Change photo' : 'Add photo'}
        </button>
        {has && (
          <button
            class="button small"
            type="button"
            disabled={busy}
            onClick={() => void run(() => onPicked(null))}
          >
            Remove photo
          </button>
        )}
      </span>
      <input
        ref={input}
        type="file"
        accept="image/*"
        aria-label="Photo"
        hidden
        onChange={(event) => void pick(event.currentTarget.files?.[0])}
      />
      <Alert problem={problem} words={problem?.of('avatar')} />
    </div>
  )
}
