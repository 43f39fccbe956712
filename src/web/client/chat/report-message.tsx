// Tells owner and admins that something is wrong with a message.
import { useSignal } from '@preact/signals'
import type { Message } from '../shared/wire'
import { Alert, useAttempt } from './attempt'
import { Dialog } from './dialog'
import { governing } from './me'
import type { OpenRoom } from './open-room'
import { QuoteView } from './quote'
import { quoteOf } from '../shared/timeline-state'

/** Characters; from the wire contract. */
const LONGEST = 500

interface ReportMessageProps {
  room: OpenRoom
  message: Message
  onClose: () => void
}

export function ReportMessage({ room, message, onClose }: ReportMessageProps) {
  const reason = useSignal('')
  const done = useSignal(false)
  const { busy, problem, run } = useAttempt()
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    done.value = await run(() => governing.report(room.name, message.seq, reason.value.trim()))
  }
  return (
    <Dialog title="Report this message" onClose={onClose}>
      <QuoteView quote={quoteOf(message)} />
      {done.value ? (
        <>
          <p role="status">Thank you. Owner and admins of the room see it now.</p>
          <button class="button primary" type="button" onClick={onClose}>
            Done
          </button>
        </>
      ) : (
        <form class="form" onSubmit={(event) => void submit(event)}>
          <div class="field">
            <label>
              <span>What is wrong with it</span>
              <textarea
                class="input"
                rows={3}
                dir="auto"
                maxLength={LONGEST}
                autofocus
                value={reason.value}
                onInput={(event) => (reason.value = event.currentTarget.value)}
              />
            </label>
            <small>Only owner and admins of the room see this, and who reports it.</small>
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
