// A room whose next event a webhook has not taken: its later ones wait behind it, those of other rooms do not.
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { Webhook } from './webhook.entity.js'

@Entity('webhook_rooms')
export class WebhookRoom {
  @PrimaryColumn('uuid', { name: 'webhook_id', primaryKeyConstraintName: 'PK_webhook_rooms' })
  webhookId: string

  @ManyToOne(() => Webhook, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'webhook_id', foreignKeyConstraintName: 'FK_webhook_rooms_webhook' })
  webhook: Relation<Webhook>

  /** 0 for what is in no room. */
  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_webhook_rooms' })
  chatroomId: number

  /** Up to here everything of this room is delivered. */
  @Column('bigint')
  position: number

  @Column('bigint')
  seq: number

  /** How often the next one was tried. */
  @Column('integer')
  attempt: number

  @Column('timestamp with time zone', { name: 'due_at', precision: 3 })
  dueAt: Date
}
