// What is pinned in the open room, one at a time above the messages; a press leads there, and shows the one before.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Icon } from '../shared/icons'
import type { Message } from '../shared/wire'
import { chat } from './me'
import type { OpenRoom } from './open-room'
import { Preview } from './preview'

export function Pinned({ room }: { room: OpenRoom }) {
  const pinned = room.info.value?.pinned ?? []
  const nth = useSignal(0)
  const read = useSignal<Message | undefined>(undefined)
  // The latest first.
  const seq = pinned.at(-1 - (nth.value % Math.max(1, pinned.length)))
  const here = room.messages.value.find((message) => message.seq === seq)
  const message = here ?? (read.value?.seq === seq ? read.value : undefined)
  useEffect(() => {
    if (seq === undefined || here) return
    // Where it cannot be had, it is named without its words.
    chat()
      .messages.get(room.name, seq)
      .then((answer) => (read.value = answer as Message))
      .catch(() => undefined)
  }, [seq, here === undefined])
  if (seq === undefined) return null
  const go = () => {
    room.jumpTo(seq)
    nth.value++
  }
  return (
    <button class="pinned" type="button" title="Go to the pinned message" onClick={go}>
      <Icon name="pin" size={16} />
      <span class="spoken">Pinned message: </span>
      <span class="pinned-words" dir="auto">
        {message ? <Preview message={message} /> : 'Pinned message'}
      </span>
      {pinned.length > 1 && <span class="quiet">{pinned.length}</span>}
    </button>
  )
}
