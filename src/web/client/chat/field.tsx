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

interface TextAreaProps {
  name: string
  label: string
  value: string
  hint?: string
  problem?: string | undefined
  maxLength?: number
}

/** One for more than a few words. */
export function TextArea({ name, label, value, hint, problem, maxLength }: TextAreaProps) {
  const note = problem ?? hint
  return (
    <div class="field">
      <label>
        <span>{label}</span>
        <textarea
          class="input"
          name={name}
          rows={2}
          dir="auto"
          defaultValue={value}
          maxLength={maxLength}
          aria-invalid={problem ? 'true' : undefined}
          aria-describedby={note ? `${name}-note` : undefined}
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

interface SelectProps<Value extends string> {
  name: string
  label: string
  hint?: string
  /** What is sent, and how it reads. */
  options: readonly (readonly [Value, string])[]
  value: Value
  onChoose?: (chosen: Value) => void
}

/** One of several. */
export function Select<Value extends string>({
  name,
  label,
  hint,
  options,
  value,
  onChoose,
}: SelectProps<Value>) {
  return (
    <div class="field">
      <label>
        <span>{label}</span>
        <select
          class="input"
          name={name}
          aria-describedby={hint ? `${name}-note` : undefined}
          onChange={(event) => onChoose?.(event.currentTarget.value as Value)}
        >
          {options.map(([each, words]) => (
            <option key={each} value={each} selected={each === value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {hint && <small id={`${name}-note`}>{hint}</small>}
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
