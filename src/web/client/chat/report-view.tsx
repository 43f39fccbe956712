// The dialog that reports a message: to owner and admins, and to whoever runs the server.
import { useSignal } from '@preact/signals'
import { quoteOf, type Message } from '../shared/wire'
import { Alert, useAttempt } from './attempt'
import { Dialog } from './dialog'
import { chat } from './me'
import type { OpenRoom } from './open-room'
import { QuoteView } from './quote'

/** Characters; from the wire contract. */
const LONGEST = 500

interface ReportViewProps {
  room: OpenRoom
  message: Message
  onClose: () => void
}

export function ReportView({ room, message, onClose }: ReportViewProps) {
  const reason = useSignal('')
  const done = useSignal(false)
  const { busy, problem, run } = useAttempt()
  // A chat of two has nobody who looks after it.
  const readers =
    room.info.value?.kind === 'direct' ? 'The people who run this server' : 'The group’s owner and admins'
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    done.value = await run(() => chat().rooms.report(room.name, message.seq, reason.value.trim()))
  }
  return (
    <Dialog title="Report message" onClose={onClose}>
      <QuoteView quote={quoteOf(message)} />
      {done.value ? (
        <>
          <p role="status">Thank you. {readers} can see your report now.</p>
          <button class="button primary" type="button" onClick={onClose}>
            Done
          </button>
        </>
      ) : (
        <form class="form" onSubmit={(event) => void submit(event)}>
          <div class="field">
            <label>
              <span>What’s wrong with this message?</span>
              <textarea
                class="input"
                rows={3}
                dir="auto"
                maxLength={LONGEST}
                autofocus
                aria-describedby="report-note"
                value={reason.value}
                onInput={(event) => (reason.value = event.currentTarget.value)}
              />
            </label>
            <small id="report-note">
              {readers} will see the message, your reason and your name. Up to {LONGEST} characters.
            </small>
          </div>
          <Alert problem={problem} />
          <button class="button primary" type="submit" disabled={busy || reason.value.trim() === ''}>
            Report
          </button>
        </form>
      )}
    </Dialog>
  )
}
