// The door: sign in, or register.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Problem } from '../shared/problem'
import { Field, focusWrong, MARKED } from './field'
import { apart, inviteCode, session } from './me'
import { ThemeButton } from './theme-button'

/** What a phone must not improve. */
const VERBATIM = { autocapitalize: 'none', spellcheck: false } as const

export function SignIn() {
  const registering = useSignal(true)
  const busy = useSignal(false)
  const problem = useSignal<Problem | undefined>(undefined)

  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    // On a phone this would open the keyboard over the page.
    if (matchMedia('(pointer: fine)').matches) form.current?.querySelector('input')?.focus()
  }, [])

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const filled = new FormData(form.current!)
    const field = (name: string): string => String(filled.get(name) ?? '')
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
      focusWrong(form.current!)
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
      <form ref={form} class="card" onSubmit={(event) => void submit(event)} noValidate>
        <header>
          <img src={new URL('../shared/icon.svg', import.meta.url).href} alt="" width="44" height="44" />
          <ThemeButton />
        </header>
        <div>
          <h1>{registering.value ? 'Join the conversation' : 'Welcome back'}</h1>
          <p class="quiet">
            {inviteCode.value !== undefined
              ? 'You are invited to a room: register or sign in, and it opens.'
              : apart
                ? 'This window is someone else: it keeps its own session.'
                : 'A name and a password are all it takes.'}
          </p>
        </div>
        <Choice registering={registering.value} choose={choose} />
        <Field
          name="username"
          label="Username"
          {...VERBATIM}
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
          {...VERBATIM}
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
  if (problem.code === 'validation_failed' && problem.errors.length > 0) return MARKED
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
