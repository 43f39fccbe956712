// The place to write, or why there is none.
import type { Signal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useEffect } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import { nameOf, type User } from '../shared/wire'
import { useAttempt } from './attempt'
import { blocks } from './blocks'
import { Composer } from './composer'
import type { OpenRoom } from './open-room'
import { mayDo } from './rights'
import { moment } from './times'

export function Writing({ room, dropped }: { room: OpenRoom; dropped: Signal<File[]> }) {
  const { peer, settings, role } = room.info.value!
  const silencedUntil = role === 'member' ? Date.parse(room.roster.me.value?.muted_until ?? '') : NaN
  const silenced = useBefore(silencedUntil)
  useEffect(() => {
    // Where it cannot be had, the server still keeps them away.
    if (peer) blocks.load().catch(() => undefined)
  }, [peer?.id])
  if (peer && blocks.has(peer.id)) return <Blocked peer={peer} />
  if (!mayDo(room.info.value, 'who_can_send') && settings.who_can_send === 'admins')
    return <Closed>Only admins can send messages.</Closed>
  if (silenced) return <Closed>You can’t send messages here until {moment(new Date(silencedUntil))}.</Closed>
  return <Composer key={room.name} room={room} dropped={dropped} />
}

const Closed = ({ children }: { children: ComponentChild }) => (
  <div class="composer closed" role="status">
    <p>{children}</p>
  </div>
)

function Blocked({ peer }: { peer: User }) {
  const { busy, problem, run } = useAttempt()
  return (
    <div class="composer closed" role="status">
      <p>
        {problem?.words ?? (
          <>
            You have blocked <bdi>{nameOf(peer)}</bdi>.
          </>
        )}
      </p>
      <button
        class="button small"
        type="button"
        disabled={busy}
        onClick={() => void run(() => blocks.set(peer, false))}
      >
        Unblock
      </button>
    </div>
  )
}

/** Milliseconds that a timer of the browser can wait. */
const LONGEST_TIMER = 2 ** 31 - 1

/** Whether it is still before that time (milliseconds since 1970; NaN for no time). */
function useBefore(time: number): boolean {
  const turned = useSignal(0)
  const left = time - Date.now()
  useEffect(() => {
    if (!(left > 0) || left > LONGEST_TIMER) return
    const timer = setTimeout(() => turned.value++, left + 50)
    return () => clearTimeout(timer)
  }, [time])
  // Read, so that it is drawn again then.
  return turned.value >= 0 && left > 0
}
