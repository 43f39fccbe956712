// Where one writes: text, files by button, drop or paste, and what is on its way up.
import { useSignal, type Signal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons'
import type { Message } from '../shared/wire'
import type { OpenRoom } from './open-room'
import { useSecondsUntil } from './clock'
import { SubjectBar, subjectOf } from './subject'
import { duration } from './times'
import { Uploads, type Upload } from './uploads'
import { count, size } from './words'

/** From the wire contract. */
const LONGEST = 4096

/** From here on the writer is told how much is left: a browser cuts what is pasted beyond the end, and says nothing. */
const NEARLY = LONGEST - 200

/** What was written and not sent, by room, for as long as the page is open. */
const drafts = new Map<string, string>()

export function Composer({ room, dropped }: { room: OpenRoom; dropped: Signal<File[]> }) {
  const text = useSignal(drafts.get(room.name) ?? '')
  const uploads = useMemo(() => new Uploads(), [room])
  const box = useRef<HTMLTextAreaElement>(null)
  const list = uploads.list.value
  const something = list.length > 0 || text.value.trim() !== ''
  /** Set when Send was pressed before every file had arrived. */
  const hasty = useSignal(false)

  useEffect(() => {
    // On a phone this would open the keyboard over the messages.
    if (matchMedia('(pointer: fine)').matches) box.current?.focus()
    return () => uploads.clear()
  }, [room])
  useEffect(() => {
    if (dropped.value.length > 0) uploads.add(dropped.value)
    dropped.value = []
  }, [dropped.value])
  useEffect(() => {
    if (list.some(({ problem }) => problem)) hasty.value = false
    if (hasty.value) send()
  }, [list])
  const subject = subjectOf(room)
  const edits = subject?.do === 'edit'
  /** Seconds until slow mode lets the next one through: an edit is none. */
  const pause = useSecondsUntil(room.nextAt)
  const early = pause > 0 && !edits
  useEffect(() => {
    if (!subject) return
    if (edits) text.value = subject.message.message ?? ''
    box.current?.focus()
    // What was being written before comes back.
    return () => edits && (text.value = drafts.get(room.name) ?? '')
  }, [subject?.do, subject?.message.seq])
  useEffect(() => {
    if (!edits) drafts.set(room.name, text.value)
    const element = box.current!
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight + 2}px`
  }, [text.value])

  const typed = (words: string) => {
    text.value = words
    if (words.trim() === '') room.typing.stop()
    else room.typing.key(room.info.value?.member_count ?? 0)
  }
  const send = () => {
    if (!something) return
    if (edits) return edit(subject.message)
    if (early) return
    const refused = list.filter(({ problem }) => problem)
    // Only its author can decide what becomes of a file that will never be taken.
    if (refused.some(({ problem }) => !problem?.passing)) return
    for (const upload of refused) uploads.retry(upload)
    hasty.value = list.some(({ attachment }) => !attachment)
    if (hasty.value) return
    room.say(text.value.trim(), uploads.take(), subject?.message.seq)
    room.subject.value = undefined
    text.value = ''
    box.current?.focus()
  }
  const edit = ({ seq, message }: Message) => {
    const words = text.value.trim()
    if (words === '') return
    if (words !== message) room.send({ type: 'edit', target_seq: seq, message: words })
    stop()
  }
  const stop = () => {
    room.subject.value = undefined
    box.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && subject) return stop()
    // Enter also ends a composed character, in scripts that are written so.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send()
  }
  const onPaste = (event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    uploads.add(files)
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {subject && <SubjectBar subject={subject} onCancel={stop} />}
      {list.length > 0 && <Tray uploads={uploads} />}
      {text.value.length > NEARLY && (
        <p class="left" role="status">
          {text.value.length === LONGEST
            ? 'This is as long as a message can be.'
            : `${count(LONGEST - text.value.length, 'character')} left`}
        </p>
      )}
      {early && (
        <p class="left">
          Slow mode: one message in {duration(room.info.value!.settings.slow_mode)}. You can send the next one
          in {pause} s.
        </p>
      )}
      <div class="composer-row">
        <AttachButton onFiles={(files) => uploads.add(files)} />
        <textarea
          ref={box}
          class="input"
          rows={1}
          dir="auto"
          maxLength={LONGEST}
          placeholder={list.length > 0 ? 'Add a caption' : 'Write a message'}
          aria-label={`Message to ${room.title}`}
          value={text.value}
          onInput={(event) => typed(event.currentTarget.value)}
          onBlur={() => room.typing.stop()}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <button
          class="icon-button send"
          type="submit"
          aria-label={hasty.value ? 'Sent when the files have arrived' : 'Send'}
          disabled={!something || hasty.value || early}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  )
}

function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button
        class="icon-button"
        type="button"
        aria-label="Attach files"
        title="Attach files"
        onClick={() => input.current?.click()}
      >
        <Icon name="attach" />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])])
          // The same file may be chosen again.
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}

function Tray({ uploads }: { uploads: Uploads }) {
  return (
    <ul class="tray" aria-label="Files to send">
      {uploads.list.value.map((upload) => (
        <TrayItem key={upload.key} upload={upload} uploads={uploads} />
      ))}
    </ul>
  )
}

function TrayItem({ upload, uploads }: { upload: Upload; uploads: Uploads }) {
  const { file, share, attachment, problem } = upload
  return (
    <li class={problem ? 'refused' : ''}>
      <span class="facts">
        <strong dir="auto">{file.name}</strong>
        <small role={problem ? 'alert' : undefined}>
          {problem?.words ??
            (attachment ? size(file.size) : `${Math.floor(share * 100)} % of ${size(file.size)}`)}
        </small>
        {!attachment && !problem && <progress value={share} max={1} aria-label={`Uploading ${file.name}`} />}
      </span>
      {problem?.passing && (
        <button class="button small" type="button" onClick={() => uploads.retry(upload)}>
          Try again
        </button>
      )}
      <button
        class="icon-button"
        type="button"
        aria-label={`Remove ${file.name}`}
        onClick={() => uploads.remove(upload)}
      >
        <Icon name="close" size={18} />
      </button>
    </li>
  )
}
