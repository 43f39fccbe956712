// What is on the page: the door to sign in, or the rooms and the conversation.
import { useEffect, useMemo } from 'preact/hooks'
import { Conversation } from './conversation'
import { InviteDialog } from './invite-dialog'
import { inviteCode, roomName, user } from './me'
import { OpenRoom } from './open-room'
import { Rooms } from './rooms'
import { SignIn } from './sign-in'

export function App() {
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
  const room = useMemo(() => OpenRoom.open(name), [name])
  const { title } = room
  useEffect(() => {
    document.title = `${title} · Chat`
  }, [title])
  useEffect(() => () => room.release(), [room])
  return <Conversation room={room} />
}

function Nowhere() {
  useEffect(() => {
    document.title = 'Chat · WhatsApp API Server'
  }, [])
  return (
    <main class="nowhere">
      <div>
        <img src={new URL('../shared/icon.svg', import.meta.url).href} alt="" width="56" height="56" />
        <h2>Pick a chat, or begin one</h2>
        <p class="quiet">
          Then open a second window{' '}
          <a href="./?someone-else" target="_blank" rel="noopener">
            as someone else
          </a>{' '}
          and see each other live.
        </p>
      </div>
    </main>
  )
}
