// What else can be said than words: files, a place, somebody's card, a poll.
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Draft } from 'whatsapp-api-client'
import { later } from './later'
import { Action, MenuButton } from './menu'

const MakePoll = later(() => import('./make-poll').then((each) => each.MakePoll))
const ShareLocation = later(() => import('./share-location').then((each) => each.ShareLocation))
const ShareContact = later(() => import('./share-contact').then((each) => each.ShareContact))

/** What a dialog that makes a message needs. */
export interface MakingProps {
  onSay: (draft: Draft) => void
  onClose: () => void
}

interface AttachMenuProps {
  disabled: boolean
  onFiles: (files: readonly File[]) => void
  onSay: (draft: Draft) => void
}

export function AttachMenu({ disabled, onFiles, onSay }: AttachMenuProps) {
  const making = useSignal<'poll' | 'location' | 'contact' | undefined>(undefined)
  const media = useRef<HTMLInputElement>(null)
  const any = useRef<HTMLInputElement>(null)
  const close = () => (making.value = undefined)
  const props: MakingProps = {
    onSay: (draft) => {
      close()
      onSay(draft)
    },
    onClose: close,
  }
  return (
    <>
      <fieldset class="attach" disabled={disabled}>
        <MenuButton label="Attach" icon="plus">
          {(then) => (
            <>
              <Action icon="picture" label="Photos and videos" onClick={then(() => media.current!.click())} />
              <Action icon="file" label="Document" onClick={then(() => any.current!.click())} />
              <Action icon="place" label="Location" onClick={then(() => (making.value = 'location'))} />
              <Action icon="person" label="Contact" onClick={then(() => (making.value = 'contact'))} />
              <Action icon="poll" label="Poll" onClick={then(() => (making.value = 'poll'))} />
            </>
          )}
        </MenuButton>
      </fieldset>
      <FileInput input={media} accept="image/*,video/*" label="Photos and videos" onFiles={onFiles} />
      <FileInput input={any} label="Document" onFiles={onFiles} />
      {making.value === 'poll' && <MakePoll {...props} />}
      {making.value === 'location' && <ShareLocation {...props} />}
      {making.value === 'contact' && <ShareContact {...props} />}
    </>
  )
}

interface FileInputProps {
  input: { current: HTMLInputElement | null }
  accept?: string
  label: string
  onFiles: (files: readonly File[]) => void
}

/** Opened by a button that stands elsewhere. */
export const FileInput = ({ input, accept, label, onFiles }: FileInputProps) => (
  <input
    ref={input}
    type="file"
    multiple
    hidden
    accept={accept}
    aria-label={label}
    onChange={(event) => {
      const files = [...(event.currentTarget.files ?? [])]
      // The same file may be chosen again.
      event.currentTarget.value = ''
      if (files.length > 0) onFiles(files)
    }}
  />
)
