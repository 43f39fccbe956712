// What to send: the documented examples, editable, once or twice with one `client_id`.
import { useSignal } from '@preact/signals'
import type { Bench } from './bench'
import type { Lane } from './lane'
import { examplesFor, type Example } from './examples'
import { fitted, type Place } from './fitting'
import { parsed } from './requests'

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
  const room = bench.room.value
  const heard = bench.lanes.value.flatMap((each) => each.heard(room) ?? [])
  const known = heard.map(({ messages }) => messages.value)
  const others = bench.lanes.value.filter((each) => each !== lane)
  return {
    room,
    me: lane.user.value?.id,
    others: others.flatMap(({ user }) => user.value?.username ?? []),
    messages: known.toSorted((a, b) => (b.at(-1)?.seq ?? 0) - (a.at(-1)?.seq ?? 0))[0] ?? [],
    lastSeq: Math.max(0, ...heard.map(({ lastSeq, position }) => lastSeq.value ?? position)),
  }
}

/** In groups of what they do; those of one group stand together. */
function Options({ examples }: { examples: readonly Example[] }) {
  const groups = [...new Set(examples.map(({ group }) => group))]
  return (
    <>
      {groups.map((group) => (
        <optgroup key={group} label={group}>
          {examples.map(
            (example, index) =>
              example.group === group && (
                <option key={example.title} value={String(index)}>
                  {example.title}
                </option>
              ),
          )}
        </optgroup>
      ))}
    </>
  )
}

export function Composer({ lane, bench }: { lane: Lane; bench: Bench }) {
  const chosen = useSignal(0)
  const edited = useSignal<string | undefined>(undefined)
  const examples = examplesFor(bench.examples.value, lane.door.value)
  // Another door has other examples.
  const nth = chosen.value < examples.length ? chosen.value : 0
  const example = examples[nth]?.text ?? ''
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
            value={String(nth)}
            onChange={(event) => {
              chosen.value = Number(event.currentTarget.value)
              edited.value = undefined
            }}
          >
            <Options examples={examples} />
          </select>
        </label>
      </div>
    </form>
  )
}
