// Gathers what is said in one turn of the event loop, so that it leaves together.
import { KINDS, MAX_PAYLOAD_BYTES, type Hints } from './bus.js'

/** Some JSON for one channel. */
export interface Letter {
  channel: string
  payload: string
}

/** Hints that one turn may bring, about 1 MB; what comes beyond is dropped. */
const MOST_HINTS = 10_000

/** A payload's braces; and a kind's quotes, colon, brackets and comma. */
const BRACES = 2
const AROUND_KIND = 6

/** Kinds with their hints as JSON, each hint once. */
type Pile = Map<string, Set<string>>

export class Outbox {
  private piles = new Map<string, Pile>()
  private count = 0

  /**
   * @param channelOf where hints of a room go, and those for all nodes
   * @param send is given all that one turn has brought
   */
  constructor(
    private readonly channelOf: (roomId: number | undefined) => string,
    private readonly send: (letters: Letter[]) => void,
  ) {}

  add(hints: Hints): void {
    for (const [name, { room }] of Object.entries(KINDS)) {
      for (const hint of hints[name as keyof Hints] ?? []) {
        if (this.count >= MOST_HINTS) return
        if (this.count++ === 0) setImmediate(() => this.flush())
        this.pileOf(this.channelOf(room?.(hint as never)), name).add(JSON.stringify(hint))
      }
    }
  }

  /** Sends what has come, ahead of its time. */
  flush(): void {
    if (this.count === 0) return
    const piles = this.piles
    this.piles = new Map()
    this.count = 0
    this.send(
      [...piles].flatMap(([channel, pile]) => payloadsOf(pile).map((payload) => ({ channel, payload }))),
    )
  }

  private pileOf(channel: string, name: string): Set<string> {
    const pile: Pile = this.piles.get(channel) ?? new Map()
    this.piles.set(channel, pile)
    const hints = pile.get(name) ?? new Set()
    pile.set(name, hints)
    return hints
  }
}

/** As few payloads as hold it all, each short enough. */
function payloadsOf(pile: Pile): string[] {
  const payloads: Map<string, string[]>[] = []
  let left = 0
  for (const [name, hints] of pile) {
    const bytesOfName = name.length + AROUND_KIND
    for (const hint of hints) {
      const bytes = Buffer.byteLength(hint) + 1
      if (bytes + bytesOfName > left) {
        payloads.push(new Map())
        left = MAX_PAYLOAD_BYTES - BRACES
      }
      const payload = payloads.at(-1)!
      const others = payload.get(name)
      if (others) others.push(hint)
      else payload.set(name, [hint])
      left -= bytes + (others ? 0 : bytesOfName)
    }
  }
  const kinds = (payload: Map<string, string[]>) =>
    [...payload].map(([name, texts]) => `"${name}":[${texts.join()}]`)
  return payloads.map((payload) => `{${kinds(payload).join()}}`)
}
