// How much of a file has gone, and the way to call it off.
import type { Outgoing } from 'whatsapp-api-client'
import { Icon } from '../shared/icons'
import type { OpenRoom } from './open-room'

interface SendingProps {
  room: OpenRoom
  outgoing: Outgoing
  filename: string
}

export function Sending({ room, outgoing: { client_id, share = 0 }, filename }: SendingProps) {
  return (
    <span class="sending">
      <progress class="spoken" value={share} max={1} aria-label={`Sending ${filename}`} />
      <svg class="ring" viewBox="0 0 44 44" aria-hidden="true">
        <circle cx="22" cy="22" r="20" />
        {/* A little of it is seen from the start: it is no mere frame. */}
        <circle
          class="gone"
          cx="22"
          cy="22"
          r="20"
          pathLength="1"
          stroke-dasharray={`${Math.max(0.04, share)} 1`}
        />
      </svg>
      <button
        class="icon-button"
        type="button"
        aria-label={`Cancel sending ${filename}`}
        title="Cancel"
        onClick={() => room.discard(client_id)}
      >
        <Icon name="close" />
      </button>
    </span>
  )
}
