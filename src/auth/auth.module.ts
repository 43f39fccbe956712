// Users, sessions, tokens and tickets; the guard in front of every route; and the Actor for all floors above.
import { Global, Module } from '@nestjs/common'
import { APP_GUARD } from '@nestjs/core'
import { TypeOrmModule, getDataSourceToken, getRepositoryToken } from '@nestjs/typeorm'
import type { DataSource, Repository } from 'typeorm'
import { RateLimitsModule } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import { ServerSecret, Session, Ticket, User } from '../database/entities/index.js'
import { AccessTokens, sharedSecret } from './access-tokens.js'
import { AuthController } from './auth.controller.js'
import { AuthGuard } from './auth.guard.js'
import { AuthService } from './auth.service.js'
import { DatabaseClock } from './database-clock.js'
import { Passwords } from './passwords.js'
import { Sessions } from './sessions.js'

const accessTokens = {
  provide: AccessTokens,
  inject: [CONFIG, getRepositoryToken(ServerSecret), getDataSourceToken()],
  useFactory: async (config: Config, secrets: Repository<ServerSecret>, dataSource: DataSource) => {
    const clock = await DatabaseClock.of(dataSource)
    return AccessTokens.signedWith(
      config.JWT_SECRET ? new TextEncoder().encode(config.JWT_SECRET) : await sharedSecret(secrets),
      config.ACCESS_TOKEN_TTL,
      () => clock.now(),
    )
  },
}

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([User, Session, Ticket, ServerSecret]), RateLimitsModule],
  controllers: [AuthController],
  providers: [AuthService, Sessions, Passwords, accessTokens, { provide: APP_GUARD, useClass: AuthGuard }],
  exports: [AuthService],
})
export class AuthModule {}
