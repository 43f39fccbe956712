// One field of a form: its name, what is typed, and below it a hint or what is wrong.
import type { ComponentChildren, ComponentProps } from 'preact'

type FieldProps = Omit<ComponentProps<'input'>, 'label'> & {
  name: string
  label: string
  hint?: string | undefined
  problem?: string | undefined
}

export function Field({ name, label, hint, problem, ...input }: FieldProps) {
  return (
    <Labelled {...{ name, label, hint, problem }}>
      <input class="input" name={name} dir="auto" {...noted({ name, hint, problem })} {...input} />
    </Labelled>
  )
}

type Notes = Pick<FieldProps, 'name' | 'hint' | 'problem'>

/** That what is typed is described by a hint, or by what is wrong with it. */
const noted = ({ name, hint, problem }: Notes) => ({
  'aria-invalid': problem ? ('true' as const) : undefined,
  'aria-describedby': (problem ?? hint) ? `${name}-note` : undefined,
})

/** What every field has around what is typed or chosen. */
function Labelled({
  name,
  label,
  hint,
  problem,
  children,
}: Notes & { label: string; children: ComponentChildren }) {
  const note = problem ?? hint
  return (
    <div class="field">
      <label>
        <span>{label}</span>
        {children}
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
  hint?: string | undefined
  problem?: string | undefined
  maxLength?: number
}

/** One for more than a few words. */
export function TextArea({ name, label, value, hint, problem, maxLength }: TextAreaProps) {
  return (
    <Labelled {...{ name, label, hint, problem }}>
      <textarea
        class="input"
        name={name}
        rows={2}
        dir="auto"
        defaultValue={value}
        maxLength={maxLength}
        {...noted({ name, hint, problem })}
      />
    </Labelled>
  )
}

interface SelectProps<Value extends string> {
  name: string
  label: string
  hint?: string | undefined
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
    <Labelled {...{ name, label, hint }}>
      <select
        class="input"
        name={name}
        onChange={(event) => onChoose?.(event.currentTarget.value as Value)}
        {...noted({ name, hint })}
      >
        {options.map(([each, words]) => (
          <option key={each} value={each} selected={each === value}>
            {words}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

/** What is said above all of them when something is wrong in one. */
export const MARKED = 'Check the marked fields.'

/** Puts the cursor where something has to be changed. */
export function focusWrong(form: HTMLFormElement): void {
  // Once it is drawn.
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
