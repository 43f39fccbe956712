// Addresses that lead into the room: made, copied, revoked.
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { SERVER } from '../../shared/place'
import { nameOf } from '../../shared/wire'
import type { Invite } from '../../shared/wire-governing'
import { Alert, useAttempt } from '../attempt'
import { Select } from '../field'
import { governing } from '../me'
import { PageList, usePages } from '../pages'
import { moment } from '../times'
import { count } from '../words'
import type { ViewProps } from './room-sheet'

/** Seconds; empty for ever. */
const SPANS = [
  ['3600', 'for an hour'],
  ['86400', 'for a day'],
  ['604800', 'for a week'],
  ['', 'until it is revoked'],
] as const
/** Empty for as many as the room takes. */
const USES = [
  ['1', 'for one person'],
  ['10', 'for 10 people'],
  ['', 'for as many as the room takes'],
] as const

export function InviteList({ room: { name } }: ViewProps) {
  const pages = usePages((cursor) => governing.invites(name, cursor))
  const form = useRef<HTMLFormElement>(null)
  const { busy, problem, run } = useAttempt()
  async function make(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const filled = new FormData(form.current!)
    const max_uses = Number(filled.get('max_uses'))
    const expires_in = Number(filled.get('expires_in'))
    const limits = { ...(max_uses > 0 && { max_uses }), ...(expires_in > 0 && { expires_in }) }
    if (await run(() => governing.invite(name, limits))) await pages.reload()
  }
  const revoke = async (code: string) => {
    await run(() => governing.revoke(name, code))
    await pages.reload()
  }
  return (
    <>
      <p class="quiet">Whoever has the address of an invite comes in, without asking.</p>
      <form ref={form} class="form" onSubmit={(event) => void make(event)}>
        <Select name="max_uses" label="A new one is" options={USES} value="" />
        <Select name="expires_in" label="It works" options={SPANS} value="604800" />
        <button class="button primary" type="submit" disabled={busy}>
          Make an invite
        </button>
      </form>
      <Alert problem={problem} />
      <PageList pages={pages} label="Invites" empty="There is no invite.">
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
  const end = expires_at ? `until ${moment(new Date(expires_at))}` : 'until it is revoked'
  return (
    <li class="invite">
      <input ref={field} class="input" readOnly value={address} aria-label="Address of the invite" />
      <small class="quiet">
        By <bdi>{nameOf(created_by)}</bdi> · {used} · {end}
      </small>
      <span class="choices">
        <button class="button small" type="button" onClick={() => void copy()}>
          {copied.value ? 'Copied' : 'Copy'}
        </button>
        <button class="button small danger" type="button" disabled={busy} onClick={onRevoke}>
          Revoke
        </button>
      </span>
    </li>
  )
}
