// A text that is being written: as high as it is long, with formatting keys, with members to choose after an @.
import { useSignal, type Signal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useId } from 'preact/hooks'
import type { Mentions, Offered } from './mentions'
import { MentionList, optionId } from './mention-list'
import { formatOnKey, putIn } from './text-area'

/** From the wire contract. */
export const LONGEST_MESSAGE = 4096

interface TextBoxProps {
  text: Signal<string>
  mentions: Mentions
  label: string
  placeholder: string
  box: RefObject<HTMLTextAreaElement>
  onEnter: () => void
  /** @returns whether there was something to leave */
  onEscape?: () => boolean
  onFiles: (files: readonly File[]) => void
  onTyped?: (words: string) => void
  onBlur?: () => void
}

export function TextBox(props: TextBoxProps) {
  const { text, mentions, label, placeholder, box } = props
  const id = useId()
  const list = useMentionKeys(mentions, box)
  const looks = ({ currentTarget: { value, selectionStart } }: { currentTarget: HTMLTextAreaElement }) =>
    mentions.look(value, selectionStart)
  const onKeyDown = (event: KeyboardEvent) => {
    if (list.onKey(event) || formatOnKey(event, box.current!)) return
    if (event.key === 'Escape' && props.onEscape?.()) return event.preventDefault()
    // Enter also ends a composed character, in scripts that are written so.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    props.onEnter()
  }
  const onPaste = (event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    props.onFiles(files)
  }
  return (
    <div class="text-box" data-text={text.value}>
      {list.open && <MentionList id={id} offered={list.offered} at={list.at} onChoose={list.choose} />}
      <textarea
        ref={box}
        class="input"
        rows={1}
        dir="auto"
        enterkeyhint="send"
        maxLength={LONGEST_MESSAGE}
        placeholder={placeholder}
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={list.open ? id : undefined}
        aria-activedescendant={list.open ? optionId(id, list.at) : undefined}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value
          looks(event)
          props.onTyped?.(text.value)
        }}
        onKeyUp={looks}
        onClick={looks}
        onBlur={() => {
          mentions.close()
          props.onBlur?.()
        }}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
    </div>
  )
}

/** What the keys do while somebody can be chosen. */
function useMentionKeys(mentions: Mentions, box: RefObject<HTMLTextAreaElement>) {
  /** Which one, of those who were offered for these letters. */
  const chosen = useSignal({ q: '', at: 0 })
  const q = mentions.word.value?.q
  const offered = mentions.offered.value
  const open = offered.length > 0
  const at = chosen.value.q === q ? Math.min(chosen.value.at, offered.length - 1) : 0
  const choose = ({ name }: Offered) => {
    const { start } = mentions.word.peek()!
    box.current!.focus()
    box.current!.setSelectionRange(start, box.current!.selectionStart)
    putIn(box.current!, `@${name} `)
    mentions.close()
  }
  const onKey = (event: KeyboardEvent): boolean => {
    if (!open || q === undefined || event.isComposing) return false
    const { key } = event
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
    if (step) chosen.value = { q, at: (at + step + offered.length) % offered.length }
    else if ((key === 'Enter' || key === 'Tab') && !event.shiftKey) choose(offered[at]!)
    else if (key === 'Escape') mentions.dismiss()
    else return false
    event.preventDefault()
    return true
  }
  return { open, offered, at, choose, onKey }
}
