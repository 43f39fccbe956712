// What is on the page: the door to sign in, or the chats and the conversation.
import { useEffect, useMemo } from 'preact/hooks'
import { Conversation } from './conversation'
import { InviteDialog } from './invite-dialog'
import { inviteCode, roomName, roomSeq, started, user } from './me'
import { OpenRoom } from './open-room'
import { Rooms } from './rooms'
import { SignIn } from './sign-in'

export function App() {
  if (!started.value) return null
  const id = user.value?.id
  // Somebody else signed in, here or in another tab: nothing of the one before stays.
  return id === undefined ? <SignIn /> : <Chat key={id} />
}

function Chat() {
  const name = roomName.value
  return (
    <div class={`chat ${name === undefined ? 'at-rooms' : 'at-room'}`}>
      <Rooms />
      {name === undefined ? <Nowhere /> : <Room key={name} name={name} />}
      {inviteCode.value !== undefined && <InviteDialog code={inviteCode.value} />}
    </div>
  )
}

function Room({ name }: { name: string }) {
  const room = useMemo(() => new OpenRoom(name), [name])
  const seq = roomSeq.value
  useEffect(() => () => room.close(), [room])
  useEffect(() => {
    if (seq !== undefined) room.jumpTo(seq)
  }, [room, seq])
  return <Conversation room={room} />
}

const Nowhere = () => (
  <main class="nowhere">
    <div>
      <img src={new URL('../shared/icon.svg', import.meta.url).href} alt="" width="56" height="56" />
      <h2>Select a chat, or start a new one</h2>
      <p class="quiet">
        Open a second window{' '}
        <a href="./?someone-else" target="_blank" rel="noopener">
          as another person
        </a>{' '}
        to see messages arrive live.
      </p>
    </div>
  </main>
)
