// A key with which somebody's backend asks for what no user may.
import { Column, Entity, PrimaryColumn, Unique } from 'typeorm'

@Entity('server_keys')
@Unique('UQ_server_keys_hash', ['hash'])
export class ServerKey {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_server_keys' })
  id: string

  @Column('text')
  name: string

  @Column('text', { array: true })
  scopes: string[]

  /** SHA-256 of the key, which has 256 bits by chance: nobody guesses it. */
  @Column('bytea')
  hash: Buffer

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
