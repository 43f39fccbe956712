// What was done in a lane, as code to take away: it follows along while it is open.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { SERVER } from '../shared/place'
import { Problem } from '../shared/problem'
import type { Bench } from './bench'
import type { Lane } from './lane'
import { LANGUAGES, snippet, type Language } from './snippets'

const OF_DOOR = {
  socketio: 'socket.io-client',
  plain: 'WebSocket',
  http: 'curl',
  inboxSocketio: 'socket.io-client',
  inboxPlain: 'WebSocket',
} as const

export function CodeView({ lane, bench }: { lane: Lane; bench: Bench }) {
  const chosen = useSignal<Language | undefined>(undefined)
  const open = useSignal(false)
  const code = useSignal('')
  const said = useSignal('')
  const language = chosen.value ?? OF_DOOR[lane.door.value]
  const steps = lane.steps.value
  const room = bench.room.value
  const write = async (): Promise<string> =>
    snippet(language, { server: SERVER, room, token: await lane.session.token(), steps })
  const failed = (thrown: unknown) => (said.value = Problem.from(thrown).words)

  useEffect(() => {
    if (!open.value) return
    let current = true
    said.value = ''
    write().then((text) => current && (code.value = text), failed)
    return () => (current = false)
  }, [open.value, language, steps, room])

  const copy = async () => {
    // Once more: the token may have been renewed.
    code.value = await write()
    // Without https there is no clipboard, save on localhost, and a browser may keep it to itself: then the text can be marked.
    const copied = await navigator.clipboard?.writeText(code.value).then(
      () => true,
      () => false,
    )
    said.value = copied ? 'Copied.' : 'Mark the text and copy it.'
  }
  return (
    <details class="code" onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>Copy what you did as code</summary>
      <div class="row languages" role="group" aria-label="Language">
        {LANGUAGES.map((each) => (
          <button
            key={each}
            type="button"
            class="button small"
            aria-pressed={each === language}
            onClick={() => (chosen.value = each)}
          >
            {each}
          </button>
        ))}
        <button type="button" class="button small primary" onClick={() => void copy().catch(failed)}>
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
