// Who a lane is: a guest made on the spot, or somebody who signs in.
import { useSignal } from '@preact/signals'
import type { Bench } from './bench'
import type { Lane } from './lane'

export function IdentityForm({ lane, bench }: { lane: Lane; bench: Bench }) {
  const username = useSignal('')
  const password = useSignal('')
  return (
    <div class="identity">
      <button
        type="button"
        class="button primary"
        disabled={bench.busy.value}
        onClick={() => void bench.attempt(() => bench.guest(lane))}
      >
        Continue as a guest
      </button>
      <p class="or quiet">or sign in</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const credentials = { username: username.value, password: password.value }
          void bench.attempt(() => lane.session.signIn(credentials))
        }}
      >
        <label class="field">
          <span>Username</span>
          <input
            class="input"
            autocomplete="username"
            autocapitalize="none"
            required
            value={username.value}
            onInput={(event) => (username.value = event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>Password</span>
          <input
            class="input"
            type="password"
            autocomplete="current-password"
            required
            value={password.value}
            onInput={(event) => (password.value = event.currentTarget.value)}
          />
        </label>
        <button class="button" disabled={bench.busy.value}>
          Sign in
        </button>
      </form>
    </div>
  )
}
