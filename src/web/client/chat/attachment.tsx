// What was attached: pictures, films and sounds in place, documents as cards.
import type { Outgoing } from 'whatsapp-api-client'
import type { Attachment, Message } from '../shared/wire'
import { FileCard } from './file-card'
import type { OpenRoom } from './open-room'
import { Picture } from './picture'
import { Sound } from './sound'
import { Video } from './video'

export interface AttachmentProps {
  room: OpenRoom
  attachment: Attachment
  message: Partial<Message>
  /** Set while it is on its way. */
  outgoing?: Outgoing | undefined
}

const VIEWS = { image: Picture, video: Video, audio: Sound, document: FileCard }

export function AttachmentView(props: AttachmentProps) {
  const View = VIEWS[props.attachment.type]
  return <View {...props} />
}
