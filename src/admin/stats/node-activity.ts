// How busy this node is, and all of them together.
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { Questions } from '../../bus/questions.js'
import { counts } from '../../common/measures.js'

const TOPIC = 'activity'
const SAMPLE_MS = 1000
/** What was stored since the first of them was stored within a minute. */
const SAMPLES = 60

export interface Activity {
  connections: number
  messages_per_minute: number
  nodes: number
}

@Injectable()
export class NodeActivity implements OnModuleInit, OnApplicationShutdown {
  /** How many entries this node had stored, second by second; the latest last. */
  private readonly samples = [counts.appended]
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly questions: Questions) {}

  onModuleInit(): void {
    this.questions.register(TOPIC, () => this.here())
    this.timer = setInterval(() => {
      this.samples.push(counts.appended)
      if (this.samples.length > SAMPLES) this.samples.shift()
    }, SAMPLE_MS).unref()
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer)
  }

  /** Of all nodes that answer. */
  async ofAll(): Promise<Activity> {
    const answers = (await this.questions.ask(TOPIC)).filter(isPair)
    const sum = (of: 0 | 1) => answers.reduce((total, answer) => total + answer[of], 0)
    return { connections: sum(0), messages_per_minute: sum(1), nodes: answers.length }
  }

  private here(): [connections: number, stored: number] {
    const { connections, appended } = counts
    return [connections['socket.io'] + connections.websocket, appended - this.samples[0]!]
  }
}

const isPair = (answer: unknown): answer is [number, number] =>
  Array.isArray(answer) &&
  answer.length === 2 &&
  answer.every((each) => Number.isSafeInteger(each) && (each as number) >= 0)
