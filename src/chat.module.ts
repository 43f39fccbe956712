// The chat as a module of somebody else's Nest application: everything under one prefix, and nothing anywhere else.
import type { Server } from 'node:http'
import {
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
  type OnApplicationBootstrap,
} from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import { Chat } from './chat.js'
import { configWith, type Overrides } from './config/config.js'
import { prefixOf } from './config/prefix.js'
import { StartupError } from './config/startup-error.js'

export interface ChatOptions {
  /** Where it is, below the application's own addresses: `chat` or `api/chat`. */
  prefix: string
  /** Settings by their names in `.env.example`, ahead of the environment's. PORT and HOST are the application's own matter. */
  settings?: Overrides
}

/** As everywhere in Nest: options that have to be asked for first. */
export interface ChatAsyncOptions extends Pick<ModuleMetadata, 'imports'>, Pick<FactoryProvider, 'inject'> {
  useFactory: (...args: never[]) => ChatOptions | Promise<ChatOptions>
}

const OPTIONS = Symbol('CHAT_OPTIONS')

const opened: FactoryProvider<Chat> = {
  provide: Chat,
  inject: [OPTIONS],
  useFactory: ({ prefix, settings }: ChatOptions) => Chat.open(configWith(settings, prefixOf(prefix))),
}

/** See docs/embedding.md. Exports `Chat`. */
@Module({})
export class ChatModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly chat: Chat,
    private readonly host: HttpAdapterHost,
  ) {}

  static forRoot(options: ChatOptions): DynamicModule {
    return ChatModule.forRootAsync({ useFactory: () => options })
  }

  static forRootAsync({ imports = [], inject = [], useFactory }: ChatAsyncOptions): DynamicModule {
    const options: FactoryProvider = { provide: OPTIONS, inject, useFactory: useFactory as () => ChatOptions }
    return { module: ChatModule, global: true, imports, providers: [options, opened], exports: [Chat] }
  }

  /** @throws StartupError where there is no HTTP server to be mounted on */
  onApplicationBootstrap(): void {
    const server = this.host.httpAdapter?.getHttpServer() as Server | undefined
    if (!server) throw new StartupError('ChatModule needs an application with an HTTP server.')
    this.chat.mountOn(server)
  }

  /** Before the application waits for its connections to end: these say goodbye first. */
  beforeApplicationShutdown(): Promise<void> {
    return this.chat.close()
  }
}
