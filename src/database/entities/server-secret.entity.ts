// What all nodes on one database must agree on and nobody configured, such as the key that signs tokens.
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('server_secrets')
export class ServerSecret {
  @PrimaryColumn('text')
  name: string

  @Column('bytea')
  value: Buffer
}
