// A person or program that can sign in.
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('users')
export class User {
  @PrimaryColumn('uuid')
  id: string

  /** Lower-case; unique. */
  @Column('text', { unique: true })
  username: string

  @Column('text', { name: 'display_name' })
  displayName: string

  /** Argon2id, in PHC string format. */
  @Column('text', { name: 'password_hash' })
  passwordHash: string

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
