// What to send: the documented examples, editable, once or twice with one `client_id`.
import { useSignal } from '@preact/signals'
import type { Bench } from './bench'
import type { Lane } from './lane'
import type { Message } from '../shared/wire'
import { fitted, type Place } from './fitting'
import { parsed } from './link'

/** The same body with a `client_id`, so that the server can tell a retry from a second message. */
function withClientId(text: string): string {
  const body = parsed(text)
  if (typeof body !== 'object' || body === null || 'client_id' in body) return text
  return JSON.stringify({ ...body, client_id: newId() }, null, 2)
}

/** `crypto.randomUUID` is there on https and localhost alone. */
const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** On the wire nobody indents. What is no JSON goes as it is: to see how it is refused. */
function compact(text: string): string {
  const body = parsed(text)
  return typeof body === 'string' ? text : JSON.stringify(body)
}

/** What an example may refer to. What one lane has not received another may have. */
function placeOf(lane: Lane, bench: Bench): Place {
  const last = (messages: readonly Message[]): number => messages.at(-1)?.seq ?? 0
  const known = bench.lanes.value.map(({ messages }) => messages.value)
  return {
    room: bench.room.value,
    me: lane.user.value?.id,
    messages: known.reduce((best, each) => (last(each) > last(best) ? each : best), lane.messages.value),
    lastSeq: Math.max(0, ...bench.lanes.value.map(({ lastSeq }) => lastSeq.value ?? 0)),
  }
}

export function Composer({ lane, bench }: { lane: Lane; bench: Bench }) {
  const chosen = useSignal(0)
  const edited = useSignal<string | undefined>(undefined)
  const examples = bench.examples.value
  const example = examples[chosen.value]?.text ?? ''
  const text = edited.value ?? fitted(example, placeOf(lane, bench))
  const ready = lane.state.value === 'live' || (lane.door.value === 'http' && bench.room.value !== '')
  const send = () => {
    if (lane.state.value === 'apart') lane.connect(bench.room.value)
    lane.send(compact(text))
  }
  const sendTwice = () => {
    edited.value = withClientId(text)
    if (lane.state.value === 'apart') lane.connect(bench.room.value)
    lane.send(compact(edited.value), 2)
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) send()
      }}
    >
      <textarea
        class="input mono"
        rows={5}
        spellcheck={false}
        value={text}
        aria-label="What to send"
        aria-keyshortcuts="Control+Enter"
        title="Ctrl + Enter sends"
        onInput={(event) => (edited.value = event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          if (ready) send()
        }}
      />
      <div class="row">
        <button class="button primary" disabled={!ready}>
          Send
        </button>
        <button
          type="button"
          class="button"
          disabled={!ready}
          title="The same client_id two times: stored once"
          onClick={sendTwice}
        >
          Send twice
        </button>
        <label class="field example">
          <span>Example</span>
          <select
            class="input"
            value={String(chosen.value)}
            onChange={(event) => {
              chosen.value = Number(event.currentTarget.value)
              edited.value = undefined
            }}
          >
            {examples.map(({ title }, index) => (
              <option key={title} value={String(index)}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </div>
    </form>
  )
}
