// Where one writes: text with mentions and emoji, and the ways to everything else that can be said.
import { useSignal, type Signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { AttachMenu } from './attach-menu'
import './composer.css'
import { EmojiPicker } from './emoji'
import { heldRecordings } from './held-recordings'
import { later } from './later'
import type { OpenRoom } from './open-room'
import { SubjectBar } from './subject'
import { putIn } from './text-area'
import { LONGEST_MESSAGE, TextBox } from './text-box'
import { duration } from './times'
import { useWriting, type Writing } from './use-writing'
import { count } from './words'

/** From here on the writer is told how much is left: a browser cuts what is pasted beyond the end, and says nothing. */
const NEARLY = LONGEST_MESSAGE - 200

const SendFiles = later(() => import('./send-files').then((each) => each.SendFiles))
const VoiceRecorder = later(() => import('./voice-recorder').then((each) => each.VoiceRecorder))

interface ComposerProps {
  room: OpenRoom
  /** Files that were dropped on the conversation: they are taken from there. */
  dropped: Signal<File[]>
}

export function Composer({ room, dropped }: ComposerProps) {
  const writing = useWriting(room)
  const { subject, edits, stop, draft, mentions, early } = writing
  const picked = useSignal<readonly File[]>([])
  const voice = useSignal(heldRecordings().has(room.name))
  const pick = (files: readonly File[]) => {
    if (edits) stop()
    picked.value = [...picked.peek(), ...files]
  }
  useEffect(() => {
    if (dropped.value.length > 0) pick(dropped.value)
    dropped.value = []
  }, [dropped.value])
  return (
    <>
      <div class="composer">
        {subject && <SubjectBar subject={subject} onCancel={stop} />}
        {voice.value && !edits ? (
          <VoiceRecorder
            room={room.name}
            onSend={(file) => writing.sayFiles([file])}
            onClose={() => (voice.value = false)}
          />
        ) : (
          <Words writing={writing} onFiles={pick} onVoice={() => (voice.value = true)} />
        )}
      </div>
      {picked.value.length > 0 && (
        <SendFiles
          {...{ mentions, early }}
          text={draft}
          files={picked}
          onSend={(files, caption) => {
            writing.sayFiles(files, caption)
            draft.value = ''
            picked.value = []
          }}
          onClose={() => (picked.value = [])}
        />
      )}
    </>
  )
}

interface WordsProps {
  writing: Writing
  onFiles: (files: readonly File[]) => void
  onVoice: () => void
}

function Words({ writing, onFiles, onVoice }: WordsProps) {
  const { room, box, mentions, text, subject, edits, early, send, stop } = writing
  const emoji = useSignal(false)
  const closeEmoji = () => {
    emoji.value = false
    box.current?.focus()
  }
  const escape = (): boolean => {
    if (emoji.value) closeEmoji()
    else if (subject) stop()
    else return false
    return true
  }
  return (
    <>
      <Hints writing={writing} />
      {emoji.value && <EmojiPicker onPick={(each) => void putIn(box.current!, each)} onClose={closeEmoji} />}
      <div class="composer-row">
        {!edits && <AttachMenu disabled={early} onFiles={onFiles} onSay={writing.sayKind} />}
        <button
          class="icon-button"
          type="button"
          aria-label="Emoji"
          title="Emoji"
          aria-expanded={emoji.value}
          onClick={() => (emoji.value = !emoji.value)}
        >
          <Icon name="emoji" />
        </button>
        <TextBox
          {...{ text, mentions, box }}
          label={`Message to ${room.title}`}
          placeholder="Write a message"
          onEnter={send}
          onEscape={escape}
          onFiles={onFiles}
          onTyped={(words) => (words.trim() === '' ? room.room.stopTyping() : room.room.typing())}
          onBlur={() => room.room.stopTyping()}
        />
        <SendButton writing={writing} onVoice={onVoice} />
      </div>
    </>
  )
}

/** While nothing is written, one can speak. */
function SendButton({ writing: { text, edits, early, send }, onVoice }: Omit<WordsProps, 'onFiles'>) {
  const empty = text.value.trim() === ''
  if (empty && !edits)
    return (
      <button
        class="icon-button"
        type="button"
        aria-label="Record a voice message"
        title="Record a voice message"
        disabled={early}
        onClick={onVoice}
      >
        <Icon name="microphone" />
      </button>
    )
  return (
    <button
      class="icon-button send"
      type="button"
      aria-label={edits ? 'Save' : 'Send'}
      disabled={empty || early}
      onClick={send}
    >
      <Icon name={edits ? 'check' : 'send'} />
    </button>
  )
}

/** How much more can be written, and when it can be sent. */
function Hints({ writing: { room, text, pause, early } }: { writing: Writing }) {
  const left = LONGEST_MESSAGE - text.value.length
  return (
    <>
      {text.value.length > NEARLY && (
        <p class="left" role="status">
          {left > 0 ? `${count(left, 'character')} left` : 'This is as long as a message can be.'}
        </p>
      )}
      {early && (
        <p class="left">
          Slow mode: one message in {duration(room.info.value!.settings.slow_mode)}. You can send the next one
          in {pause} s.
        </p>
      )}
    </>
  )
}
