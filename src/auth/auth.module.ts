// Users, sessions, tokens and tickets; the guard in front of every route; and the Actor for all floors above.
import { Global, Module } from '@nestjs/common'
import { APP_GUARD } from '@nestjs/core'
import { TypeOrmModule, getDataSourceToken, getRepositoryToken } from '@nestjs/typeorm'
import type { DataSource, Repository } from 'typeorm'
import { BusModule } from '../bus/bus.module.js'
import { HeldMemoryModule } from '../common/held-memory.js'
import { RateLimitsModule } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import { ServerKey, ServerSecret, Session, Ticket, User } from '../database/entities/index.js'
import { AccessTokens, sharedSecret } from './access-tokens.js'
import { AccountsController } from './accounts.controller.js'
import { AuthController } from './auth.controller.js'
import { AuthGuard } from './auth.guard.js'
import { AuthService } from './auth.service.js'
import { DatabaseClock } from './database-clock.js'
import { Devices } from './devices.js'
import { DevicesController } from './devices.controller.js'
import { ExternalIdentity } from './external-identity.js'
import { ExternalUsers } from './external-users.js'
import { LiveSessions } from './live-sessions.js'
import { PasswordCheck } from './password-check.js'
import { Passwords } from './passwords.js'
import { Requesters } from './requesters.js'
import { ServerKeys } from './server-keys.js'
import { SessionUse } from './session-use.js'
import { Sessions } from './sessions.js'
import { Tickets } from './tickets.js'

const databaseClock = {
  provide: DatabaseClock,
  inject: [getDataSourceToken()],
  useFactory: (dataSource: DataSource) => DatabaseClock.of(dataSource),
}

const externalIdentity = {
  provide: ExternalIdentity,
  inject: [CONFIG, DatabaseClock],
  useFactory: (config: Config, clock: DatabaseClock) => {
    const { AUTH_JWKS_URL: jwksUrl, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = config
    // All three or none: the settings are checked at the start.
    if (!jwksUrl || !issuer || !audience) return undefined
    return new ExternalIdentity({ jwksUrl, issuer, audience }, () => clock.now())
  },
}

const accessTokens = {
  provide: AccessTokens,
  inject: [CONFIG, getRepositoryToken(ServerSecret), DatabaseClock],
  useFactory: async (config: Config, secrets: Repository<ServerSecret>, clock: DatabaseClock) => {
    return AccessTokens.signedWith(
      config.JWT_SECRET ? new TextEncoder().encode(config.JWT_SECRET) : await sharedSecret(secrets),
      config.ACCESS_TOKEN_TTL,
      () => clock.now(),
    )
  },
}

@Global()
@Module({
  imports: [
    TypeOrmModule.forFeature([User, Session, Ticket, ServerKey, ServerSecret]),
    BusModule,
    RateLimitsModule,
    HeldMemoryModule,
  ],
  controllers: [AuthController, DevicesController],
  providers: [
    AuthService,
    LiveSessions,
    SessionUse,
    Sessions,
    Devices,
    Tickets,
    Passwords,
    PasswordCheck,
    ExternalUsers,
    ServerKeys,
    Requesters,
    databaseClock,
    externalIdentity,
    accessTokens,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [AuthService, LiveSessions, PasswordCheck, Requesters],
})
export class AuthModule {}

/** The routes of the built-in accounts; left out with AUTH_LOCAL=off. */
@Module({ controllers: [AccountsController] })
export class AccountsModule {}
