// A Nest application that somebody else could have written: routes and a gateway of its own, a guard, a filter, a pipe and an
// interceptor for all of them, and the chat under CHAT_PREFIX. embed.test.ts runs it on the build, as one would have it from npm.
import 'reflect-metadata'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  Body,
  Catch,
  Controller,
  Get,
  HttpException,
  Inject,
  Injectable,
  Module,
  Post,
  Query,
  ValidationPipe,
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common'
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets'
import type { Request, Response } from 'express'
import { map, type Observable } from 'rxjs'
import { Chat, ChatModule, configWith, StartupError } from 'whatsapp-api-server'

@Injectable()
class HostGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true
    const { headers, path } = context.switchToHttp().getRequest<Request>()
    return path !== '/private' || headers['x-host-key'] === 'open sesame'
  }
}

@Catch()
class HostFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const status = error instanceof HttpException ? error.getStatus() : 500
    host.switchToHttp().getResponse<Response>().status(status).json({ host_error: status })
  }
}

@Injectable()
class HostInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((host: unknown) => (context.getType() === 'http' ? { host } : host)))
  }
}

@Controller()
class HostController {
  constructor(@Inject(Chat) private readonly chat: Chat) {}

  @Get()
  hello(@Query() query: unknown): unknown {
    return { query, access_token_ttl: this.chat.config.ACCESS_TOKEN_TTL }
  }

  @Get('auth/me')
  sameAddress(): string {
    return 'the host’s own'
  }

  @Get('private')
  secret(): string {
    return 'for who knows'
  }

  /** Forms, too, which Express reads by itself. */
  @Post('echo')
  echo(@Body() body: unknown): unknown {
    return body
  }

  /** Where the chat's metrics are. */
  @Get('metrics-port')
  metricsPort(): unknown {
    return (this.chat.metrics!.address() as AddressInfo).port
  }

  /** What is said of a second one. */
  @Get('second-chat')
  second(): Promise<string> {
    return Chat.open(configWith()).then(
      () => 'opened',
      (error: Error) => error.message,
    )
  }

  @Get('broken')
  broken(): never {
    throw new Error('of the host')
  }
}

@WebSocketGateway()
class HostGateway {
  @SubscribeMessage('greet')
  greet(_: unknown, name: string): string {
    return `hello ${name}`
  }
}

const PREFIX = Symbol('PREFIX')

@Module({
  providers: [{ provide: PREFIX, useFactory: () => process.env['CHAT_PREFIX'] }],
  exports: [PREFIX],
})
class SettingsModule {}

@Module({
  imports: [
    ChatModule.forRootAsync({
      inject: [PREFIX],
      imports: [SettingsModule],
      useFactory: (prefix: string) => ({ prefix, settings: { ACCESS_TOKEN_TTL: '7m', PAGE: true } }),
    }),
  ],
  controllers: [HostController],
  providers: [
    HostGateway,
    { provide: APP_GUARD, useClass: HostGuard },
    { provide: APP_FILTER, useClass: HostFilter },
    { provide: APP_INTERCEPTOR, useClass: HostInterceptor },
    { provide: APP_PIPE, useValue: new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true }) },
  ],
})
class HostModule {}

/** What a process may do that has closed its chat. */
async function openOnceMore(): Promise<void> {
  const chat = await Chat.open(configWith({ METRICS_PORT: undefined }, 'again'))
  console.log(`opened once more, at ${chat.config.base}`)
  await chat.close()
}

try {
  const app = await NestFactory.create<NestExpressApplication>(HostModule, {
    logger: ['error'],
    abortOnError: false,
  })
  app.use((_: Request, response: Response, next: () => void) => {
    response.setHeader('X-Host', 'yes')
    next()
  })
  app.enableCors({ origin: 'https://host.example.com' })
  await app.init()
  const server = app.getHttpServer() as Server
  app.get(Chat).limit(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  console.log(`API http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  // And nothing else: a process that has nothing left to do ends by itself.
  process.once('SIGTERM', () => void app.close().then(openOnceMore))
} catch (error) {
  console.error(error instanceof StartupError ? error.message : error)
  process.exitCode = 1
}
