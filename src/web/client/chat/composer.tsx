// Where one writes: text with mentions and emoji, and the ways to everything else that can be said.
import { signal, useSignal, type Signal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { FileToSend } from 'whatsapp-api-client'
import { Icon } from '../shared/icons'
import type { Message } from '../shared/wire'
import { AttachMenu } from './attach-menu'
import { useSecondsUntil } from './clock'
import './composer.css'
import { EmojiPicker } from './emoji'
import { heldRecordings } from './held-recordings'
import { later } from './later'
import { chat } from './me'
import { Mentions } from './mentions'
import type { OpenRoom } from './open-room'
import { SubjectBar, subjectOf } from './subject'
import { putIn } from './text-area'
import { LONGEST_MESSAGE, TextBox } from './text-box'
import { duration } from './times'
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
  const box = useRef<HTMLTextAreaElement>(null)
  const mentions = useMemo(() => new Mentions(room), [room])
  const { text, edits, subject, stop } = useWords(room, mentions, box)
  const picked = useSignal<readonly File[]>([])
  const voice = useSignal(heldRecordings().has(room.name))
  const emoji = useSignal(false)
  /** Seconds until slow mode lets the next one through: an edit is none. */
  const pause = useSecondsUntil(room.nextAt)
  const early = pause > 0 && !edits

  useEffect(() => {
    if (dropped.value.length > 0) pick(dropped.value)
    dropped.value = []
  }, [dropped.value])

  const pick = (files: readonly File[]) => {
    if (edits) stop()
    picked.value = [...picked.peek(), ...files]
  }
  /** What goes beside whatever is said now. */
  const beside = (words = '') => {
    const named = mentions.in(words)
    return {
      ...(subject && !edits && { reply_to: subject.message.seq }),
      ...(named.length > 0 && { mentions: named }),
    }
  }
  const said = () => {
    room.subject.value = undefined
    mentions.close()
    box.current?.focus()
  }
  const sendFiles = (files: readonly FileToSend[], words = '') => {
    room.say(words, files, beside(words))
    said()
  }
  const send = () => {
    const words = text.value.trim()
    if (words === '' || early) return
    if (edits) return edit(subject!.message, words)
    sendFiles([], words)
    text.value = ''
  }
  const edit = ({ seq, message }: Message, words: string) => {
    if (words !== message) room.send({ type: 'edit', target_seq: seq, message: words })
    stop()
  }
  const escape = (): boolean => {
    if (emoji.value) emoji.value = false
    else if (subject) stop()
    else return false
    return true
  }
  const empty = text.value.trim() === ''
  if (voice.value)
    return (
      <div class="composer">
        {subject && !edits && <SubjectBar subject={subject} onCancel={stop} />}
        <VoiceRecorder
          room={room.name}
          onSend={(file) => sendFiles([file])}
          onClose={() => (voice.value = false)}
        />
      </div>
    )
  return (
    <>
      <div class="composer">
        {subject && <SubjectBar subject={subject} onCancel={stop} />}
        <Hints length={text.value.length} pause={early ? pause : 0} room={room} />
        {emoji.value && (
          <EmojiPicker
            onPick={(each) => void putIn(box.current!, each)}
            onClose={() => {
              emoji.value = false
              box.current?.focus()
            }}
          />
        )}
        <div class="composer-row">
          {!edits && (
            <AttachMenu
              disabled={early}
              onFiles={pick}
              onSay={(draft) => {
                room.toEnd()
                room.send({ ...draft, ...beside() })
                said()
              }}
            />
          )}
          <button
            class="icon-button"
            type="button"
            aria-label="Emoji"
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
            onFiles={pick}
            onTyped={(words) => (words.trim() === '' ? room.room.stopTyping() : room.room.typing())}
            onBlur={() => room.room.stopTyping()}
          />
          {empty && !edits ? (
            <button
              class="icon-button"
              type="button"
              aria-label="Record a voice message"
              title="Record a voice message"
              disabled={early}
              onClick={() => (voice.value = true)}
            >
              <Icon name="microphone" />
            </button>
          ) : (
            <button
              class="icon-button send"
              type="button"
              aria-label={edits ? 'Save' : 'Send'}
              disabled={empty || early}
              onClick={send}
            >
              <Icon name={edits ? 'check' : 'send'} />
            </button>
          )}
        </div>
      </div>
      {picked.value.length > 0 && (
        <SendFiles
          {...{ text, mentions, early }}
          files={picked}
          onSend={(files, words) => {
            sendFiles(files, words)
            text.value = ''
            picked.value = []
          }}
          onClose={() => (picked.value = [])}
        />
      )}
    </>
  )
}

/** What is written: a draft, which is kept until it is sent, or the words that a message shall have instead. */
function useWords(room: OpenRoom, mentions: Mentions, box: { current: HTMLTextAreaElement | null }) {
  const draft = useMemo(() => signal(keptOf(room.name)), [room])
  const edited = useSignal('')
  const subject = subjectOf(room)
  const edits = subject?.do === 'edit'
  useEffect(() => {
    mentions.learn(draft.peek())
    // On a phone this would open the keyboard over the messages.
    if (matchMedia('(pointer: fine)').matches) box.current?.focus()
    return draft.subscribe((words) => keep(room.name, words))
  }, [draft])
  useEffect(() => {
    if (!subject) return
    if (edits) edited.value = subject.message.message ?? ''
    box.current?.focus()
  }, [subject?.do, subject?.message.seq])
  const stop = () => {
    room.subject.value = undefined
    box.current?.focus()
  }
  return { text: edits ? edited : draft, edits, subject, stop }
}

const keptOf = (room: string): string => chat().drafts.all.getSnapshot().get(room) ?? ''

/** Nothing but spaces is no draft. */
function keep(room: string, words: string): void {
  const text = words.trim() === '' ? '' : words
  if (text !== keptOf(room)) chat().drafts.set(room, text)
}

interface HintsProps {
  /** Characters that are written. */
  length: number
  /** Seconds until the next one may be sent. */
  pause: number
  room: OpenRoom
}

function Hints({ length, pause, room }: HintsProps) {
  return (
    <>
      {length > NEARLY && (
        <p class="left" role="status">
          {length >= LONGEST_MESSAGE
            ? 'This is as long as a message can be.'
            : `${count(LONGEST_MESSAGE - length, 'character')} left`}
        </p>
      )}
      {pause > 0 && (
        <p class="left">
          Slow mode: one message in {duration(room.info.value!.settings.slow_mode)}. You can send the next one
          in {pause} s.
        </p>
      )}
    </>
  )
}
