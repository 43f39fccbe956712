// A face for those without a picture: initials on a colour that is always theirs, and whether they are there.
import { nameOf, type Person } from '../shared/wire'
import { hue, initials } from './words'

export function Avatar({ of, online = false }: { of: Person; online?: boolean | undefined }) {
  return (
    <span class={`avatar hue-${hue(of.id)} ${online ? 'online' : ''}`} aria-hidden="true">
      {initials(nameOf(of))}
    </span>
  )
}
