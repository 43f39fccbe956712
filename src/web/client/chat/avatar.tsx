// A face: the picture, or initials on a colour that is always theirs, and whether they are there.
import { useSignal, type ReadonlySignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { nameOf, type Chatroom, type Person, type User } from '../shared/wire'
import { faces } from './faces'
import { hue, initials } from './words'

interface AvatarProps {
  of: Person & Partial<Pick<User, 'avatar_url'>>
  online?: boolean | undefined
  large?: boolean
}

export function Avatar({ of, online = false, large = false }: AvatarProps) {
  const picture = usePicture(faces.of(of))
  return (
    <span
      class={`avatar hue-${hue(of.id)} ${online ? 'online' : ''} ${large ? 'large' : ''}`}
      aria-hidden="true"
    >
      {picture ? <img src={picture} alt="" /> : initials(nameOf(of))}
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

function usePicture(address: string | null | undefined): string | undefined {
  const shown = useSignal<ReadonlySignal<string | undefined> | undefined>(undefined)
  useEffect(() => {
    if (!address) return void (shown.value = undefined)
    const [url, hide] = faces.show(address)
    shown.value = url
    return hide
  }, [address])
  return shown.value?.value
}
