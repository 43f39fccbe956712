// A face for those without a picture: initials on a colour that is always theirs.
import { nameOf, type Person } from '../shared/wire'
import { hue, initials } from './words'

export function Avatar({ of }: { of: Person }) {
  return (
    <span class={`avatar hue-${hue(of.id)}`} aria-hidden="true">
      {initials(nameOf(of))}
    </span>
  )
}
