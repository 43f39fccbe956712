// The whole schema at a glance.
export {
  Attachment,
  ATTACHMENT_TYPES,
  type AttachmentStoreName,
  type AttachmentType,
} from './attachment.entity.js'
export { AttachmentChunk, CHUNK_BYTES } from './attachment-chunk.entity.js'
export { AttachmentThumbnail } from './attachment-thumbnail.entity.js'
export { Chatroom } from './chatroom.entity.js'
export { ChatroomHead } from './chatroom-head.entity.js'
export { DeletedChatroom } from './deleted-chatroom.entity.js'
export { Member, ROLES, type Role } from './member.entity.js'
export { EVERYBODY, Mention } from './mention.entity.js'
export { Message } from './message.entity.js'
export { MessageReaction } from './message-reaction.entity.js'
export { MessageVersion } from './message-version.entity.js'
export { PollVote } from './poll-vote.entity.js'
export { RateLimit } from './rate-limit.entity.js'
export { RefreshToken } from './refresh-token.entity.js'
export { ServerSecret } from './server-secret.entity.js'
export { Session } from './session.entity.js'
export { Star } from './star.entity.js'
export { StoredBytes } from './stored-bytes.entity.js'
export { Ticket } from './ticket.entity.js'
export { AUDIENCES, User, type Audience } from './user.entity.js'
