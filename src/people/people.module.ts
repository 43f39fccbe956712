// People: what they say of themselves, how they find each other, and whom they have blocked.
import { Module } from '@nestjs/common'
import { TypeOrmModule } from '@nestjs/typeorm'
import { AttachmentsModule } from '../attachments/attachments.module.js'
import { User } from '../database/entities/index.js'
import { PresenceModule } from '../presence/presence.module.js'
import { BlocksController } from './blocks.controller.js'
import { BlocksService } from './blocks.service.js'
import { MeController } from './me.controller.js'
import { PeopleController } from './people.controller.js'
import { PeopleService } from './people.service.js'
import { Profiles } from './profiles.js'

@Module({
  imports: [TypeOrmModule.forFeature([User]), AttachmentsModule, PresenceModule],
  controllers: [MeController, PeopleController, BlocksController],
  providers: [Profiles, PeopleService, BlocksService],
  exports: [PeopleService, Profiles],
})
export class PeopleModule {}
