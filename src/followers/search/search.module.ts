// Search: follows what is said, and finds it by its words.
import { Module } from '@nestjs/common'
import { AuthModule } from '../../auth/auth.module.js'
import { MembershipModule } from '../../membership/membership.module.js'
import { RoomLogModule } from '../../room-log/room-log.module.js'
import { FollowersModule } from '../followers.module.js'
import { SearchController } from './search.controller.js'
import { SearchFollower } from './search-follower.js'
import { SearchService } from './search.service.js'

@Module({
  imports: [AuthModule, FollowersModule, MembershipModule, RoomLogModule],
  controllers: [SearchController],
  providers: [SearchFollower, SearchService],
})
export class SearchModule {}
