// The index that lists members in order says so, and is no longer taken for looking up one of them.
import type { MigrationInterface, QueryRunner } from 'typeorm'

// While the table was almost empty it cost the same as the primary key, and was planned with: every look-up of a member read all
// members of the room, until autovacuum came round.
export class MembersInOrder1763800000070 implements MigrationInterface {
  name = 'MembersInOrder1763800000070'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX "IDX_9c02861f0b412e27a793cab756" ON "members" ("chatroom_id", "joined_seq") WHERE "joined_seq" > 0',
    )
    await runner.query('DROP INDEX "IDX_8f2248a584b7aa8baaf114743d"')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX "IDX_8f2248a584b7aa8baaf114743d" ON "members" ("chatroom_id", "joined_seq")',
    )
    await runner.query('DROP INDEX "IDX_9c02861f0b412e27a793cab756"')
  }
}
