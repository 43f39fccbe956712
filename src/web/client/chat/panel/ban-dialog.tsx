// Keeps somebody out of a room: for how long, and why.
import { useRef } from 'preact/hooks'
import { nameOf, type User } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { Dialog } from '../dialog'
import { Field, Select } from '../field'
import { governing } from '../me'
import type { OpenRoom } from '../open-room'

const DAY_MS = 86_400_000
/** For how many days; empty for ever. */
const SPANS = [
  ['1', 'For a day'],
  ['7', 'For a week'],
  ['30', 'For 30 days'],
  ['', 'For ever'],
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
    if (!(await run(() => governing.ban(room.name, of.username, ban)))) return
    onClose()
    onBanned()
  }
  return (
    <Dialog title={`Ban ${nameOf(of)}`} onClose={onClose}>
      <form ref={form} class="form" onSubmit={(event) => void submit(event)}>
        <p>They are taken out of the room, and do not get in again by any way until then.</p>
        <Select name="days" label="How long" options={SPANS} value="" />
        <Field
          name="reason"
          label="Why (optional)"
          hint="Seen by owner and admins"
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
