// Plans the statement that appends once per connection. PostgreSQL would otherwise plan it anew for every flight, for as long
// as that looks cheaper to it: for a flight of one message, planning took half of all its time.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class AppendPlan1763800000010 implements MigrationInterface {
  name = 'AppendPlan1763800000010'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER FUNCTION append_messages SET plan_cache_mode = force_generic_plan')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER FUNCTION append_messages RESET plan_cache_mode')
  }
}
