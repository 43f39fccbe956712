// One field of a form: its name, what is typed, and below it a hint or what is wrong.
import type { ComponentProps } from 'preact'

type FieldProps = Omit<ComponentProps<'input'>, 'label'> & {
  name: string
  label: string
  hint?: string | undefined
  problem?: string | undefined
}

export function Field({ name, label, hint, problem, ...input }: FieldProps) {
  const note = problem ?? hint
  return (
    <div class="field">
      <label>
        <span>{label}</span>
        <input
          class="input"
          name={name}
          dir="auto"
          aria-invalid={problem ? 'true' : undefined}
          aria-describedby={note ? `${name}-note` : undefined}
          {...input}
        />
      </label>
      {note && (
        <small id={`${name}-note`} class={problem ? 'wrong' : ''}>
          {note}
        </small>
      )}
    </div>
  )
}

/** What is said above all of them when something is wrong in one. */
export const MARKED = 'Please have another look at the marked fields.'

/** Puts the cursor where something has to be changed. */
export function focusWrong(form: HTMLFormElement): void {
  // Once it is drawn.
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
