// The page was opened with an invite: which room it leads to, and the way in.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { nameOf } from '../shared/wire'
import type { InvitePreview } from '../shared/wire-governing'
import { Alert, useAttempt } from './attempt'
import { RoomAvatar } from './avatar'
import { Dialog } from './dialog'
import { inbox } from './inbox'
import { forgetInvite, governing, openRoom } from './me'
import { count } from './words'

export function InviteDialog({ code }: { code: string }) {
  const preview = useSignal<InvitePreview | undefined>(undefined)
  const { busy, problem, run } = useAttempt()
  useEffect(() => {
    void run(async () => (preview.value = await governing.preview(code)))
  }, [code])
  const rooms = inbox.rooms.value
  const { chatroom, created_by } = (rooms && preview.value) ?? {}
  const inside = rooms?.some(({ name }) => name === chatroom?.name) ?? false
  const enter = async () => {
    if (!inside && !(await run(() => governing.accept(code)))) return
    forgetInvite()
    openRoom(chatroom!.name)
  }
  const title = inside ? 'You are in this room' : chatroom ? 'You are invited' : 'Invite'
  return (
    <Dialog title={title} onClose={forgetInvite}>
      {chatroom && created_by && (
        <div class="portrait">
          <RoomAvatar room={chatroom} large />
          <h3 dir="auto">{chatroom.name}</h3>
          <small class="quiet">
            {count(chatroom.member_count, 'member')}, room for {chatroom.max_members.toLocaleString('en')}
          </small>
          {chatroom.description && <p dir="auto">{chatroom.description}</p>}
          {!inside && (
            <p class="quiet">
              <bdi>{nameOf(created_by)}</bdi> invites you.
            </p>
          )}
        </div>
      )}
      {!chatroom && !problem && <p class="quiet">Loading…</p>}
      <Alert problem={problem} />
      {chatroom && (
        <button class="button primary" type="button" disabled={busy} onClick={() => void enter()}>
          {inside ? 'Open' : 'Join'}
        </button>
      )}
    </Dialog>
  )
}
