// Links that lead into the group: created, copied, opened, revoked.
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { SERVER } from '../../shared/place'
import { nameOf } from '../../shared/wire'
import type { Invite } from '../answers'
import { Alert, useAttempt } from '../attempt'
import { Select } from '../field'
import { chat } from '../me'
import { PageList, usePages } from '../pages'
import { moment } from '../times'
import { count } from '../words'
import type { ViewProps } from './sheet'

/** Seconds; empty for never. */
const SPANS = [
  ['3600', '1 hour'],
  ['86400', '1 day'],
  ['604800', '1 week'],
  ['', 'Never'],
] as const
/** Empty for as many as the group takes. */
const USES = [
  ['1', '1 person'],
  ['10', '10 people'],
  ['', 'Unlimited'],
] as const

export function InviteList({ room: { name } }: ViewProps) {
  const pages = usePages((cursor) => chat().rooms.invites(name, { limit: 100, ...(cursor && { cursor }) }))
  const form = useRef<HTMLFormElement>(null)
  const { busy, problem, run } = useAttempt()
  async function make(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const filled = new FormData(form.current!)
    const max_uses = Number(filled.get('max_uses'))
    const expires_in = Number(filled.get('expires_in'))
    const limits = { ...(max_uses > 0 && { max_uses }), ...(expires_in > 0 && { expires_in }) }
    if (await run(() => chat().rooms.invite(name, limits))) await pages.reload()
  }
  const revoke = async (code: string) => {
    await run(() => chat().rooms.revoke(name, code))
    await pages.reload()
  }
  return (
    <>
      <p class="quiet">Anyone with the link can join this group without asking.</p>
      <form ref={form} class="form" onSubmit={(event) => void make(event)}>
        <Select name="max_uses" label="Number of uses" options={USES} value="" />
        <Select name="expires_in" label="Expires after" options={SPANS} value="604800" />
        <button class="button primary" type="submit" disabled={busy}>
          Create invite link
        </button>
      </form>
      <Alert problem={problem} />
      <PageList pages={pages} label="Invite links" empty="No invite links yet.">
        {(invite) => (
          <InviteLine
            key={invite.code}
            invite={invite}
            busy={busy}
            onRevoke={() => void revoke(invite.code)}
          />
        )}
      </PageList>
    </>
  )
}

interface InviteLineProps {
  invite: Invite
  busy: boolean
  onRevoke: () => void
}

function InviteLine({ invite, busy, onRevoke }: InviteLineProps) {
  const { url, uses, max_uses, expires_at, created_by } = invite
  const address = new URL(url, `${SERVER}/`).href
  const field = useRef<HTMLInputElement>(null)
  const copied = useSignal(false)
  const copy = async () => {
    field.current!.select()
    // Pages without https have no clipboard: what is selected can be copied by key.
    await navigator.clipboard?.writeText(address).then(
      () => (copied.value = true),
      () => undefined,
    )
  }
  const used = max_uses === null ? `used ${count(uses, 'time')}` : `used ${uses} of ${max_uses} times`
  const end = expires_at ? `expires ${moment(new Date(expires_at))}` : 'never expires'
  return (
    <li class="invite">
      <input ref={field} class="input" readOnly value={address} aria-label="Invite link" />
      <small class="quiet">
        By <bdi>{nameOf(created_by)}</bdi> · {used} · {end}
      </small>
      <span class="choices">
        <button class="button small" type="button" onClick={() => void copy()}>
          {copied.value ? 'Copied' : 'Copy link'}
        </button>
        <a class="button small" href={address} target="_blank" rel="noopener">
          Open
        </a>
        <button class="button small danger" type="button" disabled={busy} onClick={onRevoke}>
          Revoke
        </button>
      </span>
    </li>
  )
}
