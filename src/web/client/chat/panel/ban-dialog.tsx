// Keeps somebody out of a room: for how long, and why.
import { useRef } from 'preact/hooks'
import { nameOf, type User } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { Dialog } from '../dialog'
import { Field, Select } from '../field'
import { chat } from '../me'
import type { OpenRoom } from '../open-room'

const DAY_MS = 86_400_000
/** Days; empty for good. */
const SPANS = [
  ['1', '1 day'],
  ['7', '1 week'],
  ['30', '30 days'],
  ['', 'Permanently'],
] as const

interface BanDialogProps {
  room: OpenRoom
  of: User
  onBanned: () => void
  onClose: () => void
}

export function BanDialog({ room, of, onBanned, onClose }: BanDialogProps) {
  const form = useRef<HTMLFormElement>(null)
  const { busy, problem, run } = useAttempt()
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const filled = new FormData(form.current!)
    const days = Number(filled.get('days'))
    const reason = String(filled.get('reason')).trim()
    const ban = {
      ...(days > 0 && { until: new Date(Date.now() + days * DAY_MS).toISOString() }),
      ...(reason && { reason }),
    }
    if (!(await run(() => chat().rooms.ban(room.name, of.username, ban)))) return
    onClose()
    onBanned()
  }
  return (
    <Dialog title={`Ban ${nameOf(of)}`} onClose={onClose}>
      <form ref={form} class="form" onSubmit={(event) => void submit(event)}>
        <p>
          They are removed from the group and can’t rejoin until the ban ends, not even by an invite link.
        </p>
        <Select name="days" label="Duration" options={SPANS} value="" />
        <Field
          name="reason"
          label="Reason (optional)"
          hint="Only the owner and admins see it. Up to 300 characters."
          autocomplete="off"
          maxLength={300}
        />
        <Alert problem={problem} />
        <button class="button danger" type="submit" disabled={busy}>
          Ban
        </button>
      </form>
    </Dialog>
  )
}
