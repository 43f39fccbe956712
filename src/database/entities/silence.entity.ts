// Who has left a chatroom in which they are silenced: so they are again when they come back.
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { Chatroom } from './chatroom.entity.js'

@Entity('silences')
@Index('silences_of', ['userId'])
export class Silence {
  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_silences' })
  chatroomId: number

  @ManyToOne(() => Chatroom, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'chatroom_id', foreignKeyConstraintName: 'FK_silences_chatroom' })
  chatroom: Relation<Chatroom>

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_silences' })
  userId: string

  @Column('timestamp with time zone', { precision: 3 })
  until: Date
}
