// What is written in a room, and how it is said: a draft that is kept until it is sent, or the words that a message shall have instead.
import { signal, useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Draft, Drafts, FileToSend } from 'whatsapp-api-client'
import { useSecondsUntil } from './clock'
import { chat } from './me'
import { Mentions } from './mentions'
import type { OpenRoom } from './open-room'
import { subjectOf } from './subject'

export type Writing = ReturnType<typeof useWriting>

export function useWriting(room: OpenRoom) {
  const box = useRef<HTMLTextAreaElement>(null)
  const mentions = useMemo(() => new Mentions(room), [room])
  const draft = useDraft(room, mentions)
  const edited = useSignal('')
  const subject = subjectOf(room)
  const edits = subject?.do === 'edit'
  const text = edits ? edited : draft
  /** Seconds until slow mode lets the next one through: an edit is none. */
  const pause = useSecondsUntil(room.nextAt)
  const early = pause > 0 && !edits

  useEffect(() => {
    // On a phone this would open the keyboard over the messages.
    if (matchMedia('(pointer: fine)').matches) box.current?.focus()
  }, [room])
  useEffect(() => {
    if (!subject) return
    if (edits) edited.value = subject.message.message ?? ''
    box.current?.focus()
  }, [subject?.do, subject?.message.seq])

  /** Nothing is answered or edited any more. */
  const stop = () => {
    room.subject.value = undefined
    mentions.close()
    box.current?.focus()
  }
  /** What goes beside whatever is said now. */
  const beside = (words = '') => {
    const named = mentions.in(words)
    return {
      ...(subject && !edits && { reply_to: subject.message.seq }),
      ...(named.length > 0 && { mentions: named }),
    }
  }
  /** A place, a card, a poll. */
  const sayKind = (kind: Draft) => {
    room.toEnd()
    room.unread.value = undefined
    room.send({ ...kind, ...beside() })
    stop()
  }
  const sayFiles = (files: readonly FileToSend[], caption = '') => {
    room.say(caption, files, beside(caption))
    stop()
  }
  const send = () => {
    const words = text.value.trim()
    if (words === '' || early) return
    if (!edits) {
      sayFiles([], words)
      draft.value = ''
      return
    }
    const { seq, message } = subject.message
    if (words !== message) room.send({ type: 'edit', target_seq: seq, message: words })
    stop()
  }
  return { room, box, mentions, draft, text, subject, edits, pause, early, stop, send, sayFiles, sayKind }
}

/** Kept by the client: over a change of room and a reload, and for nobody else who signs in. */
function useDraft(room: OpenRoom, mentions: Mentions) {
  // Whose they are, also when they are signed out.
  const drafts = useMemo(() => chat().drafts, [room])
  const draft = useMemo(() => signal(keptOf(drafts, room.name)), [room])
  useEffect(() => {
    // What was put away may come a moment after the page.
    const take = () => {
      if (draft.peek() !== '') return
      draft.value = keptOf(drafts, room.name)
      mentions.learn(draft.peek())
    }
    mentions.learn(draft.peek())
    const takeBack = (words: string) => {
      if (words === '') return
      room.returned.value = ''
      draft.value = [draft.peek(), words].filter(Boolean).join('\n')
    }
    const stops = [
      draft.subscribe((words) => keep(drafts, room.name, words)),
      drafts.all.subscribe(take),
      room.returned.subscribe(takeBack),
    ]
    return () => stops.forEach((stop) => stop())
  }, [draft])
  return draft
}

const keptOf = ({ all }: Drafts, room: string): string => all.getSnapshot().get(room) ?? ''

/** Nothing but spaces is no draft. */
function keep(drafts: Drafts, room: string, words: string): void {
  const text = words.trim() === '' ? '' : words
  if (text !== keptOf(drafts, room)) drafts.set(room, text)
}
