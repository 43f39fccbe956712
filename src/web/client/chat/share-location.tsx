// Shares a place: where one is, as the device says, or coordinates that are typed.
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { Icon } from '../shared/icons'
import type { MakingProps } from './attach-menu'
import { Dialog } from './dialog'
import { Field, focusWrong } from './field'

/** From the wire contract. */
const LONGEST_NAME = 200
/** Milliseconds that a device has to find out where it is. */
const FINDING_MS = 15_000
/** Decimals of a degree: the sixth is ten centimetres. */
const DECIMALS = 6

/** By the browser's codes. */
const REFUSALS: Record<number, string> = {
  1: 'Your location is blocked. Allow it for this site in the settings of your browser, or type the coordinates.',
  2: 'Your location cannot be found out right now. You can type the coordinates.',
  3: 'Finding your location took too long. Try again, or type the coordinates.',
}

export function ShareLocation({ onSay, onClose }: MakingProps) {
  const latitude = useSignal('')
  const longitude = useSignal('')
  const name = useSignal('')
  const finding = useSignal(false)
  const refused = useSignal<string | undefined>(undefined)
  const tried = useSignal(false)
  const form = useRef<HTMLFormElement>(null)
  const problems = { latitude: problemOf(latitude.value, 90), longitude: problemOf(longitude.value, 180) }
  const find = () => {
    finding.value = true
    refused.value = undefined
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        finding.value = false
        latitude.value = String(Number(coords.latitude.toFixed(DECIMALS)))
        longitude.value = String(Number(coords.longitude.toFixed(DECIMALS)))
      },
      ({ code }) => {
        finding.value = false
        refused.value = REFUSALS[code] ?? REFUSALS[2]
      },
      { enableHighAccuracy: true, timeout: FINDING_MS },
    )
  }
  const send = () => {
    tried.value = true
    if (problems.latitude || problems.longitude) return focusWrong(form.current!)
    const words = name.value.trim()
    onSay({
      type: 'location',
      location: {
        latitude: degrees(latitude.value),
        longitude: degrees(longitude.value),
        ...(words && { name: words }),
      },
    })
  }
  const coordinate = (field: 'latitude' | 'longitude', label: string, hint: string) => {
    const value = { latitude, longitude }[field]
    return (
      <Field
        name={field}
        label={label}
        hint={hint}
        inputMode="decimal"
        autocomplete="off"
        value={value.value}
        problem={tried.value ? problems[field] : undefined}
        onInput={(event) => (value.value = event.currentTarget.value)}
      />
    )
  }
  return (
    <Dialog title="Share location" onClose={onClose}>
      <form
        ref={form}
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <button class="button" type="button" disabled={finding.value} onClick={find}>
          <Icon name="place" size={18} />{' '}
          {finding.value ? 'Finding your location…' : 'Use my current location'}
        </button>
        <div role="alert">{refused.value && <p class="notice error">{refused.value}</p>}</div>
        {coordinate('latitude', 'Latitude', 'Degrees north, such as 52.5163')}
        {coordinate('longitude', 'Longitude', 'Degrees east, such as 13.3777')}
        <Field
          name="place"
          label="Name of the place (optional)"
          maxLength={LONGEST_NAME}
          autocomplete="off"
          value={name.value}
          onInput={(event) => (name.value = event.currentTarget.value)}
        />
        <button class="button primary" type="submit">
          Send
        </button>
      </form>
    </Dialog>
  )
}

/** Some keyboards have a comma alone. */
const degrees = (typed: string): number => Number(typed.trim().replace(',', '.'))

function problemOf(typed: string, limit: number): string | undefined {
  const value = degrees(typed)
  const right = typed.trim() !== '' && Math.abs(value) <= limit
  return right ? undefined : `A number from -${limit} to ${limit}.`
}
