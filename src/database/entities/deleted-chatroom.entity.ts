// A chatroom that is gone while its messages are still being removed: what a crash in between must not forget.
import { Entity, PrimaryColumn } from 'typeorm'

@Entity('deleted_chatrooms')
export class DeletedChatroom {
  @PrimaryColumn('bigint', { name: 'chatroom_id' })
  chatroomId: number
}
