// Opens the viewer over the page: its code comes when somebody first looks at a picture.
import { useSignal } from '@preact/signals'
import { render } from 'preact'
import { Problem } from '../shared/problem'
import type { Message } from '../shared/wire'
import type { OpenRoom } from './open-room'

/**
 * Outside of the conversation, so that it stays while messages come and go.
 * @param onJump is told when somebody goes from it to the message
 */
export async function openViewer(room: OpenRoom, message: Message, onJump?: () => void): Promise<void> {
  const { Viewer } = await import('./viewer')
  const host = document.body.appendChild(document.createElement('div'))
  const close = () => {
    render(null, host)
    host.remove()
  }
  const jump = (seq: number) => {
    close()
    onJump?.()
    room.jumpTo(seq)
  }
  render(<Viewer room={room} first={message} onJump={jump} onClose={close} />, host)
}

/** Of what is still on its way there is nothing more to see. */
export function useViewer(room: OpenRoom, message: Partial<Message>, onJump?: () => void) {
  const problem = useSignal<Problem | undefined>(undefined)
  const open = () => {
    problem.value = undefined
    if (message.seq === undefined) return
    openViewer(room, message as Message, onJump).catch((thrown: unknown) => {
      problem.value = Problem.from(thrown)
    })
  }
  return { open, problem: problem.value }
}
