// A lane on the page: who, through which door, connected or not; then the proof, the frames, and what to send.
import { Icon } from '../shared/icons'
import { DOORS, isInbox, type Door } from './link'
import type { Bench } from './bench'
import { CodeView } from './code.view'
import { Composer } from './composer.view'
import { FramesView } from './frames.view'
import { IdentityForm } from './identity.view'
import type { Lane } from './lane'
import { ProofView } from './proof.view'
import { SaidView } from './said.view'

interface Props {
  lane: Lane
  bench: Bench
}

const STATES = { apart: 'not connected', connecting: 'connecting', live: 'connected' } as const

export function LaneView({ lane, bench }: Props) {
  const user = lane.user.value
  const label = user ? (user.display_name ?? user.username) : `Identity ${lane.id}`
  return (
    <section class={`lane hue-${lane.id % 6}`} aria-label={label}>
      <header class="lane-head">
        <span class="face" aria-hidden="true">
          {label.slice(0, 1)}
        </span>
        <div class="lane-name">
          <h2>{label}</h2>
          <small class="mono">{user ? user.username : 'nobody yet'}</small>
        </div>
        <Status lane={lane} />
        <button
          type="button"
          class="icon-button"
          aria-label={`Remove ${label}`}
          title="Remove"
          onClick={() => bench.remove(lane)}
        >
          <Icon name="close" size={18} />
        </button>
      </header>
      {user ? (
        <>
          <Controls lane={lane} bench={bench} />
          <ProofView lane={lane} room={bench.room.value} />
          <FramesView lane={lane} label={label} />
          <SaidView lane={lane} room={bench.room.value} />
          <Composer lane={lane} bench={bench} />
          <CodeView lane={lane} bench={bench} />
        </>
      ) : (
        <IdentityForm lane={lane} bench={bench} />
      )}
    </section>
  )
}

function Status({ lane }: { lane: Lane }) {
  const state = lane.state.value
  const words = state === 'apart' && lane.why.value === 'dropped' ? 'disconnected' : STATES[state]
  return (
    <span class={`status ${state}`} role="status">
      {words}
    </span>
  )
}

function Controls({ lane, bench }: Props) {
  const apart = lane.state.value === 'apart'
  const door = lane.door.value
  const refused = apart && lane.why.value !== '' && lane.why.value !== 'dropped'
  return (
    <form
      class="controls"
      onSubmit={(event) => {
        event.preventDefault()
        if (apart) lane.connect(bench.room.value)
        else lane.drop()
      }}
    >
      <label class="field door">
        <span>Door</span>
        <select
          class="input"
          value={door}
          disabled={!apart}
          onChange={(event) => (lane.door.value = event.currentTarget.value as Door)}
        >
          {Object.entries(DOORS).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Position lane={lane} />
      <ConnectButton lane={lane} bench={bench} />
      {(door === 'plain' || door === 'inboxPlain') && (
        <label class="check">
          <input
            type="checkbox"
            checked={lane.byTicket.value}
            disabled={!apart}
            onChange={(event) => (lane.byTicket.value = event.currentTarget.checked)}
          />
          by ticket <small class="quiet">(otherwise the first frame says who you are)</small>
        </label>
      )}
      {refused && <p class="notice why">{lane.why.value}</p>}
      <div class="membership">
        <button
          type="button"
          class="link"
          disabled={!bench.room.value}
          onClick={() => void lane.membership(bench.room.value, 'enter')}
        >
          Enter the room
        </button>
        <button
          type="button"
          class="link"
          disabled={!bench.room.value}
          onClick={() => void lane.membership(bench.room.value, 'leave')}
        >
          Leave it
        </button>
        <button type="button" class="link" disabled={!apart} onClick={() => lane.clear()}>
          Clear the log
        </button>
      </div>
    </form>
  )
}

/** From where it goes on: in a room after one `seq`, in the inbox after one of each room. */
function Position({ lane }: { lane: Lane }) {
  const apart = lane.state.value === 'apart'
  if (isInbox(lane.door.value))
    return (
      <label key="after" class="field after">
        <span>after</span>
        <input
          class="input mono"
          placeholder="{}"
          spellcheck={false}
          title="The last seq that you have of each room; {} for none"
          value={lane.after.value}
          disabled={!apart}
          onInput={(event) => (lane.after.value = event.currentTarget.value)}
        />
      </label>
    )
  return (
    <label key="after_seq" class="field after">
      <span>after_seq</span>
      <input
        class="input mono"
        inputmode="numeric"
        pattern="[0-9]*"
        placeholder="live only"
        title="The last seq that you have; empty for live only"
        value={lane.afterSeq.value}
        disabled={!apart}
        onInput={(event) => (lane.afterSeq.value = event.currentTarget.value)}
      />
    </label>
  )
}

/** Connect, disconnect or resume; over HTTP, read. */
function ConnectButton({ lane, bench }: Props) {
  const apart = lane.state.value === 'apart'
  const http = lane.door.value === 'http'
  const again = [...lane.rooms.value.values()].some(({ runs }) => runs.value.length > 0)
  if (apart)
    return (
      <button class="button primary" disabled={!bench.room.value && !lane.isInbox}>
        {http ? 'Read' : again ? 'Resume' : 'Connect'}
      </button>
    )
  return <button class="button danger">{http ? 'Done' : 'Disconnect'}</button>
}
