// The switch between light and dark.
import { useSignal } from '@preact/signals'
import { Icon } from '../shared/icons'
import { theme, toggleTheme } from '../shared/theme'

export function ThemeButton() {
  const now = useSignal(theme())
  const other = now.value === 'dark' ? 'light' : 'dark'
  const label = `Turn ${other}`
  const toggle = () => {
    toggleTheme()
    now.value = theme()
  }
  return (
    <button class="icon-button" type="button" onClick={toggle} title={label} aria-label={label}>
      <Icon name={other === 'dark' ? 'moon' : 'sun'} />
    </button>
  )
}
