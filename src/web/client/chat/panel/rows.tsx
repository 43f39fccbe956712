// The lines of a panel: places to go to, and switches that say what they do.
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { Icon, type IconName } from '../../shared/icons'

interface RowProps {
  icon: IconName
  label: string
  /** How it is now, below the label. */
  note?: string | undefined
  /** How many wait there. */
  badge?: number
  danger?: boolean
  disabled?: boolean
  onClick: () => void
}

/** Leads somewhere, or does something. */
export function Row({ icon, label, note, badge = 0, danger = false, disabled = false, onClick }: RowProps) {
  return (
    <button class={`row ${danger ? 'danger' : ''}`} type="button" disabled={disabled} onClick={onClick}>
      <Icon name={icon} />
      <span class="row-text">
        <span>{label}</span>
        {note && <small class="quiet">{note}</small>}
      </span>
      {badge > 0 && <span class="badge">{badge}</span>}
    </button>
  )
}

interface SwitchProps {
  icon: IconName
  label: string
  /** What it does, in one line. */
  note: string
  on: boolean
  disabled?: boolean
  onChange: (on: boolean) => void
}

/** On or off, at once. */
export function Switch({ icon, label, note, on, disabled = false, onChange }: SwitchProps) {
  const id = useId()
  return (
    <div class="row">
      <Icon name={icon} />
      <label class="row-text" for={id}>
        <span>{label}</span>
        <small id={`${id}-note`} class="quiet">
          {note}
        </small>
      </label>
      <input
        id={id}
        class="toggle"
        type="checkbox"
        role="switch"
        checked={on}
        disabled={disabled}
        aria-describedby={`${id}-note`}
        aria-label={label}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  )
}

interface ChoiceProps<Value extends string> {
  icon: IconName
  label: string
  note: string
  options: readonly (readonly [Value, string])[]
  value: Value
  disabled?: boolean
  onChoose: (chosen: Value) => void
}

/** One of several, at once. */
export function Choice<Value extends string>({
  icon,
  label,
  note,
  options,
  value,
  disabled = false,
  onChoose,
}: ChoiceProps<Value>) {
  const id = useId()
  return (
    <div class="row">
      <Icon name={icon} />
      <label class="row-text" for={id}>
        <span>{label}</span>
        <small id={`${id}-note`} class="quiet">
          {note}
        </small>
      </label>
      <select
        id={id}
        class="input row-choice"
        aria-label={label}
        aria-describedby={`${id}-note`}
        disabled={disabled}
        value={value}
        onChange={(event) => onChoose(event.currentTarget.value as Value)}
      >
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </div>
  )
}

/** Lines that belong together. */
export const Rows = ({ children }: { children: ComponentChildren }) => <div class="rows">{children}</div>
