// The log, for everybody above it.
import { Module } from '@nestjs/common'
import { RoomLog } from './room-log.js'

@Module({ providers: [RoomLog], exports: [RoomLog] })
export class RoomLogModule {}
