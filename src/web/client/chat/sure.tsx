// Buttons that ask once more, in their own place: what they do cannot be undone.
import { useSignal } from '@preact/signals'
import { Icon, type IconName } from '../shared/icons'

interface SureProps {
  label: string
  /** What it says then. */
  sure: string
  disabled?: boolean
  onSure: () => void
}

/** The first press asks, the second answers. */
function useSure(onSure: () => void) {
  const asked = useSignal(false)
  const press = ({ detail }: MouseEvent) => {
    if (!asked.value) asked.value = true
    // The second half of a double click is no answer.
    else if (detail < 2) onSure()
  }
  return { asked: asked.value, onClick: press, onBlur: () => (asked.value = false) }
}

export function Sure({ label, sure, disabled = false, onSure }: SureProps) {
  const { asked, ...events } = useSure(onSure)
  return (
    <button class="button danger" type="button" disabled={disabled} {...events}>
      {asked ? sure : label}
    </button>
  )
}

/** A line of a panel that does so. */
export function SureRow({ icon, label, sure, disabled = false, onSure }: SureProps & { icon: IconName }) {
  const { asked, ...events } = useSure(onSure)
  return (
    <button class="row danger" type="button" disabled={disabled} {...events}>
      <Icon name={icon} /> <span class="row-text">{asked ? sure : label}</span>
    </button>
  )
}
