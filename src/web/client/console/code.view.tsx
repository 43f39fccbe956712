// What was done in a lane, as code to take away.
import { useSignal } from '@preact/signals'
import type { Bench } from './bench'
import type { Lane } from './lane'
import { LANGUAGES, snippet, type Language } from './snippets'

const OF_DOOR = { socketio: 'socket.io-client', plain: 'WebSocket', http: 'curl' } as const

export function CodeView({ lane, bench }: { lane: Lane; bench: Bench }) {
  const chosen = useSignal<Language | undefined>(undefined)
  const code = useSignal('')
  const said = useSignal('')
  const language = chosen.value ?? OF_DOOR[lane.door.value]
  const write = async (next: Language) => {
    chosen.value = next
    said.value = ''
    const token = await lane.session.token()
    const { origin } = location
    code.value = snippet(next, { origin, room: bench.room.value, token, steps: lane.steps.value })
  }
  const copy = async () => {
    // Without https there is no clipboard, save on localhost: then the text is there to be marked.
    await navigator.clipboard?.writeText(code.value)
    said.value = 'clipboard' in navigator ? 'Copied.' : 'Mark the text and copy it.'
  }
  return (
    <details
      class="code"
      onToggle={(event) => {
        if (event.currentTarget.open) void bench.attempt(() => write(language))
      }}
    >
      <summary>Copy what you did as code</summary>
      <div class="row languages" role="group" aria-label="Language">
        {LANGUAGES.map((each) => (
          <button
            key={each}
            type="button"
            class="button small"
            aria-pressed={each === language}
            onClick={() => void bench.attempt(() => write(each))}
          >
            {each}
          </button>
        ))}
        <button type="button" class="button small primary" onClick={() => void bench.attempt(copy)}>
          Copy
        </button>
      </div>
      <p class="quiet small">
        It holds your access token, which is good for some minutes. <span role="status">{said.value}</span>
      </p>
      <pre tabIndex={0} aria-label="Code">
        {code.value}
      </pre>
    </details>
  )
}
