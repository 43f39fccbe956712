// A face: the picture, or initials on a colour that is always theirs, and whether they are there.
import { nameOf, type Chatroom, type Person, type User } from '../shared/wire'
import { useBytes } from './bytes'
import { faces } from './faces'
import { hue, initials } from './words'

interface AvatarProps {
  of: Person & Partial<Pick<User, 'avatar_url'>>
  online?: boolean | undefined
  large?: boolean
}

export function Avatar({ of, online = false, large = false }: AvatarProps) {
  const { url } = useBytes(faces.of(of) ?? undefined)
  const kind = `avatar hue-${hue(of.id)} ${online ? 'online' : ''} ${large ? 'large' : ''}`
  // The letters are drawn by the style sheet: who copies messages does not want them.
  return (
    <span class={kind} aria-hidden="true" data-initials={url ? undefined : initials(nameOf(of))}>
      {url && <img src={url} alt="" />}
    </span>
  )
}

type RoomFace = Pick<Chatroom, 'name' | 'avatar_url' | 'peer'>

/** Of a direct chat the other one's. */
export const RoomAvatar = ({ room, ...rest }: { room: RoomFace } & Omit<AvatarProps, 'of'>) => (
  <Avatar of={room.peer ?? faceOf(room)} {...rest} />
)

const faceOf = ({ name, avatar_url }: RoomFace): AvatarProps['of'] => ({
  id: name,
  username: name,
  display_name: name,
  avatar_url,
})
