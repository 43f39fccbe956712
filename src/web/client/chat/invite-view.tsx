// Which group an invite link leads to, and the way in.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { nameOf } from '../shared/wire'
import type { Invitation } from './answers'
import { Alert, useAttempt } from './attempt'
import { RoomAvatar } from './avatar'
import { Dialog } from './dialog'
import { inbox } from './inbox'
import { chat, forgetInvite, openRoom } from './me'
import './panel/panel.css'
import { count } from './words'

export function InviteView({ code }: { code: string }) {
  const found = useSignal<Invitation | undefined>(undefined)
  const { busy, problem, run } = useAttempt()
  useEffect(() => {
    void run(async () => (found.value = await chat().rooms.invitation(code)))
  }, [code])
  const rooms = inbox.rooms.value
  const { chatroom, created_by } = (rooms && found.value) ?? {}
  const inside = rooms?.some(({ name }) => name === chatroom?.name) ?? false
  const enter = async () => {
    if (!inside && !(await run(() => chat().rooms.accept(code)))) return
    forgetInvite()
    openRoom(chatroom!.name)
  }
  const title = inside ? 'You’re already a member' : chatroom ? 'Join group' : 'Invite link'
  return (
    <Dialog title={title} onClose={forgetInvite}>
      {chatroom && created_by && (
        <div class="portrait">
          <RoomAvatar room={chatroom} large />
          <h3 dir="auto">{chatroom.name}</h3>
          <small class="quiet">
            {chatroom.member_count.toLocaleString()} of {count(chatroom.max_members, 'member')}
          </small>
          {chatroom.description && <p dir="auto">{chatroom.description}</p>}
          {!inside && (
            <p class="quiet">
              <bdi>{nameOf(created_by)}</bdi> invited you.
            </p>
          )}
        </div>
      )}
      {!chatroom && !problem && <p class="quiet">Loading…</p>}
      <Alert problem={problem} />
      {chatroom && (
        <button class="button primary" type="button" disabled={busy} onClick={() => void enter()}>
          {inside ? 'Open chat' : 'Join group'}
        </button>
      )}
    </Dialog>
  )
}
