// Files before they are sent: each to look at, to take out or to add to, with a caption.
import { useSignal, type Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { FileToSend } from 'whatsapp-api-client'
import { Icon } from '../shared/icons'
import { FileInput } from './attach-menu'
import { Dialog } from './dialog'
import type { Mentions } from './mentions'
import { useObjectUrl } from './object-url'
import './send-files.css'
import { TextBox } from './text-box'
import { size } from './words'

interface SendFilesProps {
  files: Signal<readonly File[]>
  /** The caption: what was written before, and stays written where this is closed. */
  text: Signal<string>
  mentions: Mentions
  /** Whether slow mode lets nothing through yet. */
  early: boolean
  onSend: (files: readonly FileToSend[], caption: string) => void
  onClose: () => void
}

export function SendFiles({ files, text, mentions, early, onSend, onClose }: SendFilesProps) {
  const chosen = useSignal(0)
  const box = useRef<HTMLTextAreaElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const at = Math.min(chosen.value, files.value.length - 1)
  const shown = files.value[at]
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) box.current?.focus()
  }, [])
  const before = useRef(0)
  useEffect(() => {
    // What was added is looked at, however it came: whatever is dropped here comes from the conversation below.
    if (files.value.length > before.current) chosen.value = before.current
    before.current = files.value.length
  }, [files.value.length])
  const add = (more: readonly File[]) => (files.value = [...files.peek(), ...more])
  const remove = (index: number) => {
    // What is looked at stays, if it is not the one.
    if (index < at) chosen.value = at - 1
    files.value = files.value.filter((_, each) => each !== index)
  }
  const empty = files.value.find(({ size: bytes }) => bytes === 0)
  const send = () => {
    if (early || empty) return
    const all = files.value.map((file) => ({ blob: file, filename: file.name || 'file' }))
    onSend(all, text.value.trim())
  }
  if (!shown) return null
  return (
    <Dialog title="Send files" class="send-files" onClose={onClose}>
      <div class="files-shown">
        <Preview key={keyOf(shown)} file={shown} />
        <p class="quiet" dir="auto">
          {shown.name} · {size(shown.size)}
        </p>
      </div>
      {empty && (
        <p class="notice error" role="alert">
          <bdi>{empty.name}</bdi> is empty and cannot be sent. Remove it to send the rest.
        </p>
      )}
      <ul class="files-strip" aria-label="Files to send">
        {files.value.map((file, index) => (
          <li key={keyOf(file)}>
            <button
              class="thumbnail"
              type="button"
              aria-label={`Show ${file.name}`}
              aria-current={index === at}
              title={file.name}
              onClick={() => (chosen.value = index)}
            >
              <Thumbnail file={file} />
            </button>
            <button
              class="icon-button"
              type="button"
              aria-label={`Remove ${file.name}`}
              onClick={() => remove(index)}
            >
              <Icon name="close" size={14} />
            </button>
          </li>
        ))}
        <li>
          <button
            class="thumbnail"
            type="button"
            aria-label="Add more"
            title="Add more"
            onClick={() => input.current!.click()}
          >
            <Icon name="plus" />
          </button>
          <FileInput input={input} label="Add more" onFiles={add} />
        </li>
      </ul>
      <div class="composer-row">
        <TextBox
          {...{ text, mentions, box }}
          label="Caption"
          placeholder="Add a caption"
          onEnter={send}
          onFiles={add}
        />
        <button
          class="icon-button send"
          type="button"
          aria-label="Send"
          disabled={early || empty !== undefined}
          onClick={send}
        >
          <Icon name="send" />
        </button>
      </div>
    </Dialog>
  )
}

/** The same file may be there twice. */
const keys = new WeakMap<File, number>()
let lastKey = 0
function keyOf(file: File): number {
  let key = keys.get(file)
  if (key === undefined) keys.set(file, (key = ++lastKey))
  return key
}

const kindOf = ({ type }: File): string => type.split('/')[0]!

/** Large, as far as this browser can show it. */
function Preview({ file }: { file: File }) {
  const url = useObjectUrl(file)
  const strange = useSignal(false)
  const fail = () => (strange.value = true)
  const kind = strange.value ? 'document' : kindOf(file)
  if (!url) return null
  if (kind === 'image') return <img src={url} alt={file.name} onError={fail} />
  if (kind === 'video') return <video src={url} controls aria-label={file.name} onError={fail} />
  if (kind === 'audio') return <audio src={url} controls aria-label={file.name} onError={fail} />
  return (
    <span class="files-none">
      <Icon name="file" size={64} />
      <span class="quiet">No preview</span>
    </span>
  )
}

function Thumbnail({ file }: { file: File }) {
  const url = useObjectUrl(file)
  const strange = useSignal(false)
  if (url && kindOf(file) === 'image' && !strange.value)
    return <img src={url} alt="" onError={() => (strange.value = true)} />
  return <Icon name={ICONS[kindOf(file)] ?? 'file'} />
}

const ICONS = { video: 'play', audio: 'sound' } as Record<string, 'play' | 'sound'>
