// The picture of a user or a chatroom: some kilobytes of WebP. It goes when another takes its place: see drop_avatar.sql.
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('avatars')
export class Avatar {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_avatars' })
  id: string

  @Column('bytea')
  data: Buffer
}
