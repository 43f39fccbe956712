// When sessions were used last: noted of many at once, and of each once a minute at the most.
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import { InDoubt } from '../database/in-doubt.js'
import { LiveSessions } from './live-sessions.js'
import { NOTE_USE } from './session-statements.js'

/** From one statement to the next, and how many sessions one notes. */
const NOTE_EVERY_MS = 1000
const NOTED_AT_ONCE = 2000
/** How often a session is noted that does nothing but keep a connection open. */
const CONNECTED_EVERY_MS = 60_000

@Injectable()
export class SessionUse implements OnModuleInit, OnApplicationShutdown {
  private readonly used = new InDoubt<string>((ids) => this.write(ids), NOTE_EVERY_MS, NOTED_AT_ONCE)
  private timer: NodeJS.Timeout | undefined

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly live: LiveSessions,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.note(this.live.connectedIds()), CONNECTED_EVERY_MS)
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer)
    this.used.close()
  }

  /** These sessions have just been used. */
  note(sessionIds: Iterable<string>): void {
    this.used.add(sessionIds)
  }

  private async write(sessionIds: string[]): Promise<void> {
    await this.dataSource.query(NOTE_USE, [sessionIds])
  }
}
