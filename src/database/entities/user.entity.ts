// A person or program that can sign in.
import { Column, Entity, PrimaryColumn, Unique } from 'typeorm'

@Entity('users')
@Unique('UQ_users_identity', ['issuer', 'subject'])
export class User {
  @PrimaryColumn('uuid')
  id: string

  /** Lower-case; unique. */
  @Column('text', { unique: true })
  username: string

  @Column('text', { name: 'display_name' })
  displayName: string

  /** Argon2id, in PHC string format; none for who signs in elsewhere. */
  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash: string | null

  /** `iss` of the external identity provider, and `sub`, the name that it knows the user by. */
  @Column('text', { nullable: true })
  issuer: string | null

  @Column('text', { nullable: true })
  subject: string | null

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
