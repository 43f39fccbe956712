// What was answered to one person who has asked for everything in one room, and what of it they must not know.
import { randomUUID } from 'node:crypto'
import { expectProblem, type Answer } from '../rest.js'
import { STATUS_OF, type Code } from '../wire.js'
import type { Call, Scene } from './scene.js'
import { refusal, type Cell } from './states.js'
import { found } from './words.js'

/** What was answered to one person in one room, beside what has to be. */
export class Outcome {
  readonly got: Record<string, Cell | undefined> = {}
  readonly expected: Record<string, Cell> = {}
  /** What somebody was told that they must not know. */
  readonly leaks: string[] = []

  /** @param forbidden the words that they must not be told: of this room, and of all others */
  constructor(
    private readonly scene: Scene,
    private readonly forbidden: readonly string[],
  ) {}

  async of(name: string, call: Call): Promise<void> {
    const { scene } = this
    const cell = call.expect(scene)
    const answer = await call.send(scene)
    this.expected[name] = cell
    this.got[name] = cellOf(answer, cell)
    this.look(name, call, answer)
    if (refusal('see', scene) === 'chatroom_not_found' && cell === 'chatroom_not_found')
      await this.compare(name, call, answer)
    if (call.undo && answer.status < 300) await call.undo(scene, answer)
  }

  private look(name: string, call: Call, { body, headers }: Answer<unknown>): void {
    const shown = call.shows === 'room' ? this.scene.words.room : []
    const told = found(this.forbidden, body).filter((each) => !shown.includes(each))
    for (const each of [...told, ...found(this.forbidden, [...headers])]) this.leaks.push(`${name}: ${each}`)
  }

  /** What there is and must not be known of is answered like what there is not. */
  private async compare(name: string, call: Call, answer: Answer<unknown>): Promise<void> {
    const { room } = this.scene
    const absent = room.slice(0, -8) + randomUUID().slice(0, 8)
    const other = await call.send({ ...this.scene, room: absent })
    const [here, nowhere] = [comparable(answer, room), comparable(other, absent)]
    if (here !== nowhere) this.leaks.push(`${name}: ${here} is not ${nowhere}`)
  }
}

/** @param expected for an answer to HEAD, which has a status alone */
function cellOf(answer: Answer<unknown>, expected: Cell): Cell {
  const { status, body } = answer
  if (status < 300) return status
  if (body === undefined) return STATUS_OF[expected as Code] === status ? expected : status
  const { code } = body as { code: Code }
  expectProblem(answer, code)
  return code
}

/** All of an answer but its moment and the name that was asked for. */
function comparable({ status, headers, body }: Answer<unknown>, room: string): string {
  const varying = ['date', 'x-request-id', 'etag', 'content-length']
  const heads = [...headers].filter(([name]) => !varying.includes(name))
  const { request_id: _, ...rest } = (body ?? {}) as Record<string, unknown>
  return JSON.stringify([status, heads, rest]).replaceAll(room, 'it')
}
