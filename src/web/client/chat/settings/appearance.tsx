// Light or dark, or as the device has it.
import { useSignal } from '@preact/signals'
import { chooseTheme, themeChoice } from '../../shared/theme'
import { Choice, Rows } from '../panel/rows'

const THEMES = [
  ['system', 'As on this device'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const

export function Appearance() {
  const chosen = useSignal(themeChoice())
  return (
    <Rows>
      <Choice
        icon="sun"
        label="Theme"
        note="For this browser."
        options={THEMES}
        value={chosen.value}
        onChoose={(theme) => {
          chooseTheme(theme)
          chosen.value = theme
        }}
      />
    </Rows>
  )
}
