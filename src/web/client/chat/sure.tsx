// A button that asks once more, in its own place: what it does cannot be taken back.
import { useSignal } from '@preact/signals'

interface SureProps {
  label: string
  /** What it says then. */
  sure: string
  onSure: () => void
}

export function Sure({ label, sure, onSure }: SureProps) {
  const asked = useSignal(false)
  const press = ({ detail }: MouseEvent) => {
    if (!asked.value) asked.value = true
    // The second half of a double click is no answer.
    else if (detail < 2) onSure()
  }
  return (
    <button class="button danger" type="button" onClick={press} onBlur={() => (asked.value = false)}>
      {asked.value ? sure : label}
    </button>
  )
}
