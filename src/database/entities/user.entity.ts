// A person or program that can sign in.
import { Column, Entity, PrimaryColumn, Unique } from 'typeorm'

export const AUDIENCES = ['everyone', 'shared_rooms', 'nobody'] as const
/** To whom somebody shows something of themselves. */
export type Audience = (typeof AUDIENCES)[number]

/** `erased` of whoever was not. */
export const NOT_ERASED = '00000000-0000-0000-0000-000000000000'

@Entity('users')
@Unique('UQ_users_username', ['username', 'erased'])
@Unique('UQ_users_external_id', ['externalId'])
@Unique('UQ_users_identity', ['issuer', 'subject'])
export class User {
  @PrimaryColumn('uuid')
  id: string

  /** Lower-case; unique, but for those who were erased. */
  @Column('text')
  username: string

  @Column('text', { name: 'display_name' })
  displayName: string

  /** What they say of themselves. */
  @Column('text', { default: '' })
  about: string

  /** Another one for each picture; null for none. See Avatar. */
  @Column('uuid', { name: 'avatar_id', nullable: true })
  avatarId: string | null

  /** Argon2id, in PHC string format; none for who signs in elsewhere. */
  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash: string | null

  /** `iss` of the external identity provider, and `sub`, the name that it knows the user by. */
  @Column('text', { nullable: true })
  issuer: string | null

  @Column('text', { nullable: true })
  subject: string | null

  /** By which somebody's backend knows them. */
  @Column('text', { name: 'external_id', nullable: true })
  externalId: string | null

  /** A program that says so. */
  @Column('boolean', { default: false })
  bot: boolean

  /** Zero; of somebody who was erased their own id: they are all called alike. */
  @Column('uuid', { default: NOT_ERASED })
  erased: string

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date

  // Who may see what of them.

  @Column('text', { name: 'privacy_last_seen', default: 'shared_rooms' })
  privacyLastSeen: Audience

  /** Whether others see how far they have read, and they see it of others. */
  @Column('boolean', { name: 'privacy_read_receipts', default: true })
  privacyReadReceipts: boolean

  /** Who may open a direct chat with them. */
  @Column('text', { name: 'privacy_direct', default: 'everyone' })
  privacyDirect: Audience

  /** When their last connection ended; null before that. */
  @Column('timestamp with time zone', { name: 'last_seen_at', precision: 3, nullable: true })
  lastSeenAt: Date | null

  /** Counted up with all that their own connections have to learn: they have come into a room, or changed their profile. */
  @Column('bigint', { default: 0 })
  version: number
}
