// The log, for everybody above it.
import { Module } from '@nestjs/common'
import { RoomLog } from './room-log.js'
import { RoomTurns } from './room-turns.js'

@Module({ providers: [RoomLog, RoomTurns], exports: [RoomLog, RoomTurns] })
export class RoomLogModule {}
