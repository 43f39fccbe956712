// The page was opened with an invite: which room it leads to, and the way in.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { nameOf } from '../shared/wire'
import type { InvitePreview } from '../shared/wire-governing'
import { Alert, useAttempt } from './attempt'
import { RoomAvatar } from './avatar'
import { Dialog } from './dialog'
import { forgetInvite, governing, openRoom } from './me'
import { count } from './words'

export function InviteDialog({ code }: { code: string }) {
  const preview = useSignal<InvitePreview | undefined>(undefined)
  const { busy, problem, run } = useAttempt()
  useEffect(() => {
    void run(async () => (preview.value = await governing.preview(code)))
  }, [code])
  const join = async () => {
    if (!(await run(() => governing.accept(code)))) return
    const { name } = preview.value!.chatroom
    forgetInvite()
    openRoom(name)
  }
  const { chatroom, created_by } = preview.value ?? {}
  return (
    <Dialog title="You are invited" onClose={forgetInvite}>
      {chatroom && created_by && (
        <>
          <div class="portrait">
            <RoomAvatar room={chatroom} large />
            <h3 dir="auto">{chatroom.name}</h3>
            <small class="quiet">
              {count(chatroom.member_count, 'member')}, room for {chatroom.max_members.toLocaleString('en')}
            </small>
            {chatroom.description && <p dir="auto">{chatroom.description}</p>}
          </div>
          <p class="quiet">
            <bdi>{nameOf(created_by)}</bdi> invites you.
          </p>
        </>
      )}
      {!chatroom && !problem && <p class="quiet">Loading…</p>}
      <Alert problem={problem} />
      {chatroom && (
        <button class="button primary" type="button" disabled={busy} onClick={() => void join()}>
          Join
        </button>
      )}
    </Dialog>
  )
}
