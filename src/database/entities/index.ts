// The whole schema at a glance.
export {
  Attachment,
  ATTACHMENT_TYPES,
  type AttachmentStoreName,
  type AttachmentType,
} from './attachment.entity.js'
export { AttachmentChunk, CHUNK_BYTES } from './attachment-chunk.entity.js'
export { AttachmentThumbnail } from './attachment-thumbnail.entity.js'
export { Avatar } from './avatar.entity.js'
export { Ban } from './ban.entity.js'
export { Block } from './block.entity.js'
export { Chatroom, ROOM_KINDS, VISIBILITIES, type RoomKind, type RoomVisibility } from './chatroom.entity.js'
export { ChatroomHead } from './chatroom-head.entity.js'
export { DeletedChatroom } from './deleted-chatroom.entity.js'
export { DirectChat } from './direct-chat.entity.js'
export { Invite } from './invite.entity.js'
export { JoinRequest } from './join-request.entity.js'
export { Member, ROLES, type Role } from './member.entity.js'
export { EVERYBODY, Mention } from './mention.entity.js'
export { Message } from './message.entity.js'
export { MessageReaction } from './message-reaction.entity.js'
export { MessageVersion } from './message-version.entity.js'
export { MessageWords } from './message-words.entity.js'
export { PollVote } from './poll-vote.entity.js'
export { RateLimit } from './rate-limit.entity.js'
export { RefreshToken } from './refresh-token.entity.js'
export { Report } from './report.entity.js'
export {
  DEFAULT_SETTINGS,
  HISTORIES,
  JOINS,
  WHO,
  type KeptSettings,
  type RoomSettings,
} from './room-settings.js'
export { ServerSecret } from './server-secret.entity.js'
export { Session } from './session.entity.js'
export { Silence } from './silence.entity.js'
export { Star } from './star.entity.js'
export { StoredBytes } from './stored-bytes.entity.js'
export { Ticket } from './ticket.entity.js'
export { AUDIENCES, NOT_ERASED, User, type Audience } from './user.entity.js'
export { UserName } from './user-name.entity.js'
export { Delivery } from './delivery.entity.js'
export { Erasure } from './erasure.entity.js'
export { Event } from './event.entity.js'
export { EventOutbox } from './event-outbox.entity.js'
export { Followed } from './followed.entity.js'
export { Follower } from './follower.entity.js'
export { PushNotice } from './push-notice.entity.js'
export { PushSubscription } from './push-subscription.entity.js'
export { PushTask } from './push-task.entity.js'
export { ServerKey } from './server-key.entity.js'
export { Webhook } from './webhook.entity.js'
export { WebhookRoom } from './webhook-room.entity.js'
