// Whether this node is well.
import { Module } from '@nestjs/common'
import { BusModule } from '../bus/bus.module.js'
import { HealthController } from './health.controller.js'
import { Readiness } from './readiness.js'

@Module({
  imports: [BusModule],
  controllers: [HealthController],
  providers: [Readiness],
  exports: [Readiness],
})
export class HealthModule {}
