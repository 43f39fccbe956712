// Who is there, and what they are doing right now: told, and never stored.
import { Module } from '@nestjs/common'
import { BusModule } from '../bus/bus.module.js'
import { ConnectedPeople } from './connected-people.js'

@Module({ imports: [BusModule], providers: [ConnectedPeople], exports: [ConnectedPeople] })
export class PresenceModule {}
