// What a node asks of all others, such as how many are connected to each: answered over the bus, by those that are there in time.
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common'
import { randomBytes } from 'node:crypto'
import { BUS, type Bus } from './bus.js'

/** What is asked, and with what; small enough for the bus, as the answer must be. */
export type Asked = (string | number)[]

/** Milliseconds that the others have: a hint takes a few. */
const PATIENCE_MS = 300

/** More nodes than there are: what comes beyond is made up. */
const MOST_ANSWERS = 1000

const newId = (): string => randomBytes(9).toString('base64url')

@Injectable()
export class Questions implements OnModuleInit {
  private readonly self = newId()
  private readonly answerers = new Map<string, (asked: Asked) => unknown>()
  /** What was answered to each question of this node's that is open, by node. */
  private readonly open = new Map<string, Map<string, unknown>>()

  constructor(@Inject(BUS) private readonly bus: Bus) {}

  onModuleInit(): void {
    this.bus.hints.subscribe(({ questions = [], answers = [] }) => {
      for (const [id, node, topic, ...asked] of questions)
        if (node !== this.self) this.answer(id, topic, asked)
      for (const [id, node, answer] of answers) this.hear(id, node, answer)
    })
  }

  /**
   * From now on this node answers questions of that kind.
   * @param answer undefined where this node has nothing to say; looks at what is there, and never throws
   */
  register(topic: string, answer: (asked: Asked) => unknown): void {
    this.answerers.set(topic, answer)
  }

  /**
   * What this node says, and what others do within a moment: one that is away or busy is left out. Whoever may write to the bus
   * can make answers up: they are to be looked at as what a stranger sends.
   */
  async ask(topic: string, ...asked: Asked): Promise<unknown[]> {
    const id = newId()
    const heard = new Map<string, unknown>()
    this.open.set(id, heard)
    this.bus.publish({ questions: [[id, this.self, topic, ...asked]] })
    await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))
    this.open.delete(id)
    return [this.answerers.get(topic)?.(asked), ...heard.values()].filter((answer) => answer !== undefined)
  }

  private answer(id: string, topic: string, asked: Asked): void {
    const answer = this.answerers.get(topic)?.(asked)
    if (answer !== undefined) this.bus.publish({ answers: [[id, this.self, answer]] })
  }

  private hear(id: string, node: string, answer: unknown): void {
    const heard = this.open.get(id)
    if (heard && heard.size < MOST_ANSWERS) heard.set(node, answer)
  }
}
