// The door: sign in, or register.
import { useSignal } from '@preact/signals'
import { Problem } from '../shared/problem'
import { apart, session } from './me'
import { ThemeButton } from './theme-button'

export function SignIn() {
  const registering = useSignal(true)
  const busy = useSignal(false)
  const problem = useSignal<Problem | undefined>(undefined)

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const form = new FormData(event.target as HTMLFormElement)
    const field = (name: string): string => String(form.get(name) ?? '')
    const display_name = field('display_name').trim()
    const credentials = {
      username: field('username').trim(),
      password: field('password'),
      ...(display_name && { display_name }),
    }
    busy.value = true
    problem.value = undefined
    try {
      await (registering.value ? session.register(credentials) : session.signIn(credentials))
    } catch (thrown) {
      problem.value = Problem.from(thrown)
    } finally {
      busy.value = false
    }
  }

  const choose = (register: boolean) => {
    registering.value = register
    problem.value = undefined
  }
  return (
    <main class="door">
      <form class="card" onSubmit={(event) => void submit(event)} noValidate>
        <header>
          <img src={new URL('../shared/icon.svg', import.meta.url).href} alt="" width="44" height="44" />
          <ThemeButton />
        </header>
        <div>
          <h1>{registering.value ? 'Join the conversation' : 'Welcome back'}</h1>
          <p class="quiet">
            {apart
              ? 'This window is someone else: it keeps its own session.'
              : 'A name and a password are all it takes.'}
          </p>
        </div>
        <Choice registering={registering.value} choose={choose} />
        <Field
          name="username"
          label="Username"
          autocomplete="username"
          hint={registering.value ? '3 to 32 of a–z, 0–9, _ . and -' : undefined}
          problem={problem.value?.of('username')}
        />
        {registering.value && (
          <Field
            name="display_name"
            label="Name that others see (optional)"
            autocomplete="nickname"
            problem={problem.value?.of('display_name')}
          />
        )}
        <Field
          name="password"
          label="Password"
          type="password"
          autocomplete={registering.value ? 'new-password' : 'current-password'}
          hint={registering.value ? 'At least 8 characters' : undefined}
          problem={problem.value?.of('password')}
        />
        <div role="alert">
          {problem.value && <p class="notice error">{wordsOf(problem.value, registering.value)}</p>}
        </div>
        <button class="button primary" type="submit" disabled={busy.value}>
          {registering.value ? 'Register' : 'Sign in'}
        </button>
      </form>
    </main>
  )
}

function wordsOf(problem: Problem, registering: boolean): string {
  if (problem.code === 'unauthenticated' && !registering) return 'Username and password do not fit together.'
  if (problem.code === 'validation_failed' && problem.errors.length > 0)
    return 'Please have another look at the marked fields.'
  return problem.words
}

function Choice({ registering, choose }: { registering: boolean; choose: (register: boolean) => void }) {
  return (
    <div class="choice" role="group" aria-label="New here or not">
      <button type="button" aria-pressed={registering} onClick={() => choose(true)}>
        I’m new
      </button>
      <button type="button" aria-pressed={!registering} onClick={() => choose(false)}>
        I have an account
      </button>
    </div>
  )
}

interface FieldProps {
  name: string
  label: string
  type?: string
  autocomplete: string
  hint?: string | undefined
  problem?: string | undefined
}

function Field({ name, label, type = 'text', autocomplete, hint, problem }: FieldProps) {
  const note = problem ?? hint
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class="input"
        name={name}
        type={type}
        autocomplete={autocomplete as 'on'}
        autocapitalize="none"
        spellcheck={false}
        dir="auto"
        aria-invalid={problem ? 'true' : undefined}
        aria-describedby={note ? `${name}-note` : undefined}
      />
      {note && (
        <small id={`${name}-note`} class={problem ? 'wrong' : ''}>
          {note}
        </small>
      )}
    </label>
  )
}
