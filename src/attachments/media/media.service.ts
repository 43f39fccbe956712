// Has pictures, sounds and films examined: by a few processes, in fair turns, and never for longer than anybody should wait.
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common'
import type { Actor } from '../../auth/actor.js'
import { ChatError } from '../../common/errors.js'
import { FairTurns } from '../../common/fair-turns.js'
import { counts } from '../../common/measures.js'
import { CONFIG, type Config } from '../../config/config.js'
import type { Intaken } from '../intake.js'
import type { Job, Subject } from './examination.js'
import { ExaminerProcess } from './examiner-process.js'
import type { Said } from './said.js'
import { assertVoiceFormat, verdictOn, type Examined, type Verdict } from './verdict.js'

/** Of all that may wait, the part that may be one sender's. */
const SHARE = 4

/** Of the time that a file may take, what may be spent on what can be done without. */
const PATIENCE = 0.5

/** Milliseconds between two warnings that there is too much to examine. */
const QUIET_MS = 60_000

/** All bytes of a file, from the beginning. */
type Bytes = () => AsyncIterable<Buffer>

/** A file whose bytes are stored. */
export interface Examinable {
  known: Intaken
  said: Said
  bytes: Bytes
}

@Injectable()
export class MediaService implements OnApplicationShutdown {
  private readonly logger = new Logger('Media')
  /** All of them; they start when they are needed. */
  private readonly examiners: ExaminerProcess[]
  private readonly free: ExaminerProcess[]
  private readonly turns: FairTurns
  private closed = false
  private quietUntil = 0

  constructor(@Inject(CONFIG) private readonly config: Config) {
    const { MEDIA_WORKERS, MEDIA_CPU_TIME, MEDIA_MEMORY_BYTES, MAX_PENDING_MEDIA } = config
    const limits = { cpu: MEDIA_CPU_TIME, memory: MEDIA_MEMORY_BYTES }
    this.examiners = Array.from({ length: MEDIA_WORKERS }, () => new ExaminerProcess(limits))
    this.free = [...this.examiners]
    const share = Math.ceil(MAX_PENDING_MEDIA / SHARE)
    this.turns = new FairTurns(
      {
        atOnce: MEDIA_WORKERS,
        waitingPerPart: share,
        waitingPerCaller: share,
        waiting: MAX_PENDING_MEDIA,
      },
      { detail: 'Too many files wait to be examined.', retryAfter: 1 },
    )
  }

  /**
   * What to keep a file as. While there is too much to examine, files are kept with what their senders say alone.
   * @throws ChatError `unsupported_media_type`
   */
  async judge(actor: Actor, file: Examinable): Promise<Verdict> {
    if (file.said.voice) assertVoiceFormat(file.known)
    return verdictOn(file.known, file.said, await this.examined(actor, file))
  }

  /**
   * A thumbnail, made as small as an avatar.
   * @throws ChatError `unavailable` while there is too much to examine, and with MEDIA_WORKERS=0
   */
  async avatarOf(actor: Pick<Actor, 'id'>, thumbnail: Buffer): Promise<Buffer> {
    const findings = await this.examinedNow(
      actor,
      this.jobOf('avatar', thumbnail.length),
      async function* () {
        yield thumbnail
      },
    )
    if (typeof findings === 'object' && findings.avatar) return Buffer.from(findings.avatar)
    throw new ChatError('unavailable', 'Too many files wait to be examined. Try again.', { retryAfter: 1 })
  }

  onApplicationShutdown(): void {
    this.closed = true
    for (const each of this.examiners) each.end()
  }

  /** Nothing that goes wrong on our side keeps a file from being sent. */
  private async examined(actor: Actor, { known, said, bytes }: Examinable): Promise<Examined> {
    const { type, size } = known
    if (type === 'document' || size > this.config.MAX_MEDIA_BYTES) return 'unexamined'
    const waveform = said.voice === true && said.waveform === undefined
    const job = { ...this.jobOf(type === 'image' ? 'picture' : 'sound', size), waveform }
    return this.examinedNow(actor, job, bytes)
  }

  private jobOf(subject: Subject, size: number): Job {
    const { MAX_IMAGE_PIXELS: mostPixels, MEDIA_TIMEOUT } = this.config
    return { subject, size, mostPixels, patience: MEDIA_TIMEOUT * 1000 * PATIENCE }
  }

  private async examinedNow(actor: Pick<Actor, 'id'>, job: Job, bytes: Bytes): Promise<Examined> {
    if (this.config.MEDIA_WORKERS === 0) return 'unexamined'
    const examined = await this.inTurn(actor, job, bytes).catch((error: unknown) => {
      if (!(error instanceof ChatError) && !this.closed)
        this.logger.warn(`A file was not examined: ${(error as Error).message}`)
      return 'unexamined' as const
    })
    // What was ended with the server was not broken by the file.
    const outcome = this.closed ? 'unexamined' : examined
    counts.media[typeof outcome === 'object' ? 'examined' : outcome]++
    if (outcome === 'unexamined') this.warn()
    return outcome
  }

  /** Not of each: where there is one there are many. */
  private warn(): void {
    if (this.closed || performance.now() < this.quietUntil) return
    this.quietUntil = performance.now() + QUIET_MS
    this.logger.warn(
      'Files are kept without size and thumbnail, since examining them takes too long (MEDIA_WORKERS, MEDIA_TIMEOUT, MAX_PENDING_MEDIA).',
    )
  }

  /** All together takes no longer than MEDIA_TIMEOUT: waiting for a turn, handing the file over, and reading it. */
  private inTurn(actor: Pick<Actor, 'id'>, job: Job, bytes: Bytes): Promise<Examined> {
    return new Promise((resolve, reject) => {
      let over = false
      let examiner: ExaminerProcess | undefined
      const timer = setTimeout(() => {
        over = true
        resolve('unexamined')
        examiner?.end()
      }, this.config.MEDIA_TIMEOUT * 1000)
      const turn = this.turns.run(actor.id, '', async () => {
        if (over) return 'unexamined'
        examiner = this.free.pop()!
        return this.examineBy(examiner, job, bytes)
      })
      turn.finally(() => clearTimeout(timer)).then(resolve, reject)
    })
  }

  private async examineBy(examiner: ExaminerProcess, job: Job, bytes: Bytes): Promise<Examined> {
    try {
      return await examiner.examine(job, bytes())
    } finally {
      this.free.push(examiner)
    }
  }
}
