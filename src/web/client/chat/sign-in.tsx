// The way in: sign in, or create an account.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { storageKey } from '../shared/place'
import { Problem } from '../shared/problem'
import { Field, focusWrong, MARKED } from './field'
import { apart, endedBecause, inviteCode, register, signIn } from './me'
import './sign-in.css'
import { ThemeButton } from './theme-button'
import { TryIt } from './try-it'

/** What a phone must not improve. */
const VERBATIM = { autocapitalize: 'none', spellcheck: false } as const
/** Set once somebody has signed in in this browser: they want to do so again. */
const KNOWN = storageKey('signed-in-before')

type Way = 'register' | 'sign in'

const WAYS = [
  ['register', 'Create account'],
  ['sign in', 'Sign in'],
] as const

/** Whether this server has accounts of its own, as it says in the document. */
const hasAccounts = document.querySelector<HTMLMetaElement>('meta[name=registration]')?.content !== 'off'

export function SignIn() {
  return (
    <main class="door">
      <TryIt />
      {hasAccounts ? (
        <Form />
      ) : (
        <div class="card">
          <Head />
          <h1>Sign in elsewhere</h1>
          <p class="quiet">This server has no accounts with a password: its people come from another app.</p>
        </div>
      )}
    </main>
  )
}

const Head = () => (
  <header>
    <img src={new URL('../shared/icon.svg', import.meta.url).href} alt="" width="44" height="44" />
    <ThemeButton />
  </header>
)

function Form() {
  const way = useSignal<Way>(localStorage.getItem(KNOWN) || endedBecause.peek() ? 'sign in' : 'register')
  const busy = useSignal(false)
  const problem = useSignal<Problem | undefined>(undefined)
  const registering = way.value === 'register'
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    // On a phone this would open the keyboard over the page.
    if (matchMedia('(pointer: fine)').matches) form.current?.querySelector('input')?.focus()
  }, [])

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    busy.value = true
    problem.value = undefined
    try {
      const { display_name, ...credentials } = filledIn(form.current!)
      await (registering
        ? register({ ...credentials, ...(display_name && { display_name }) })
        : signIn(credentials))
      localStorage.setItem(KNOWN, 'yes')
    } catch (thrown) {
      problem.value = Problem.from(thrown)
      focusWrong(form.current!)
    } finally {
      busy.value = false
    }
  }

  const choose = (chosen: Way) => {
    way.value = chosen
    problem.value = undefined
  }
  return (
    <form ref={form} class="card" onSubmit={(event) => void submit(event)} noValidate>
      <Head />
      <div>
        <h1>{registering ? 'Create an account' : 'Welcome back'}</h1>
        <p class="quiet">{introduction()}</p>
      </div>
      {endedBecause.value && (
        <p class="notice" role="status">
          {endedBecause.value}
        </p>
      )}
      <Choice way={way.value} choose={choose} />
      <Fields registering={registering} problem={problem.value} />
      <div role="alert">
        {problem.value && <p class="notice error">{wordsOf(problem.value, registering)}</p>}
      </div>
      <button class="button primary" type="submit" disabled={busy.value}>
        {registering ? 'Create account' : 'Sign in'}
      </button>
    </form>
  )
}

function filledIn(form: HTMLFormElement) {
  const filled = new FormData(form)
  const field = (name: string): string => String(filled.get(name) ?? '')
  return {
    username: field('username').trim(),
    password: field('password'),
    display_name: field('display_name').trim(),
  }
}

function introduction(): string {
  if (inviteCode.value !== undefined)
    return 'You have been invited to a group: it opens once you are signed in.'
  return apart
    ? 'This window has its own sign-in: use another account than in the first one.'
    : 'A username and a password are all it takes.'
}

function wordsOf(problem: Problem, registering: boolean): string {
  if (problem.code === 'unauthenticated' && !registering) return 'Username or password is wrong.'
  if (problem.code === 'validation_failed' && problem.errors.length > 0) return MARKED
  return problem.words
}

function Choice({ way, choose }: { way: Way; choose: (way: Way) => void }) {
  const other = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    choose(way === 'register' ? 'sign in' : 'register')
    event.currentTarget.querySelector<HTMLElement>('[tabindex="-1"]')?.focus()
  }
  return (
    <div class="choice" role="tablist" aria-label="Account" onKeyDown={other}>
      {WAYS.map(([each, label]) => (
        <button
          key={each}
          type="button"
          role="tab"
          aria-selected={way === each}
          aria-controls="account"
          tabIndex={way === each ? 0 : -1}
          onClick={() => choose(each)}
        >
          {label}
        </button>
      ))}
    </div>
  )
}

/** With the names by which password managers know them. */
function Fields({ registering, problem }: { registering: boolean; problem: Problem | undefined }) {
  return (
    <div class="form" id="account" role="tabpanel" aria-label={registering ? 'Create account' : 'Sign in'}>
      <Field
        name="username"
        label="Username"
        {...VERBATIM}
        autocomplete="username"
        hint={registering ? '3 to 32 letters (a–z), digits, _ . or -' : undefined}
        problem={problem?.of('username')}
      />
      {registering && (
        <Field
          name="display_name"
          label="Name that others see (optional)"
          autocomplete="name"
          problem={problem?.of('display_name')}
        />
      )}
      <Field
        // Another one, to whoever fills it in.
        key={registering ? 'new' : 'known'}
        name="password"
        label="Password"
        type="password"
        {...VERBATIM}
        autocomplete={registering ? 'new-password' : 'current-password'}
        enterkeyhint="go"
        hint={registering ? 'At least 8 characters' : undefined}
        problem={problem?.of('password')}
      />
    </div>
  )
}
