// Says a message again in other chats: which ones is asked in a dialog.
import { useSignal } from '@preact/signals'
import type { Message } from '../shared/wire'
import { RoomAvatar } from './avatar'
import { Dialog } from './dialog'
import { inbox } from './inbox'
import { chat, openRoom } from './me'
import { mayDo } from './rights'
import { count, titleOf } from './words'

/** Chats that a message can be forwarded to at once, as in WhatsApp. */
const MOST = 5

export function Forward({ message, onClose }: { message: Message; onClose: () => void }) {
  const chosen = useSignal<readonly string[]>([])
  const query = useSignal('')
  const asked = query.value.trim().toLocaleLowerCase()
  const rooms = (inbox.rooms.value ?? []).filter(
    (room) => mayDo(room, 'who_can_send') && titleOf(room).toLocaleLowerCase().includes(asked),
  )
  const toggle = (name: string) => {
    const others = chosen.value.filter((each) => each !== name)
    chosen.value = others.length < chosen.value.length ? others : [...others, name].slice(-MOST)
  }
  const send = () => {
    const { chatroom, seq } = message
    for (const name of chosen.value) chat().room(name).send({ type: 'forward', forward: { chatroom, seq } })
    const [only] = chosen.value
    onClose()
    if (chosen.value.length === 1) openRoom(only)
  }
  return (
    <Dialog title="Forward to" onClose={onClose}>
      <input
        class="input"
        type="search"
        placeholder="Search chats"
        aria-label="Search chats"
        value={query.value}
        onInput={(event) => (query.value = event.currentTarget.value)}
      />
      <ul class="members choices" aria-label="Chats">
        {rooms.map((room) => (
          <li key={room.name}>
            <label>
              <input
                type="checkbox"
                checked={chosen.value.includes(room.name)}
                onChange={() => toggle(room.name)}
              />
              <RoomAvatar room={room} />
              <strong dir="auto">{titleOf(room)}</strong>
            </label>
          </li>
        ))}
      </ul>
      {rooms.length === 0 && <p class="quiet">No chats found.</p>}
      <footer class="dialog-foot">
        <span class="quiet">
          {chosen.value.length > 0 && `${count(chosen.value.length, 'chat')} selected`}
        </span>
        <button class="button primary" type="button" disabled={chosen.value.length === 0} onClick={send}>
          Forward
        </button>
      </footer>
    </Dialog>
  )
}
