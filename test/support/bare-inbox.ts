// One connection of an inbox that does what it is told and nothing by itself, through either socket door.
import { Inbox, within, PATIENCE } from './inbox.js'
import {
  INBOX_LINES,
  type InboxAnswer,
  type InboxDoor,
  type InboxFrame,
  type InboxLine,
} from './inbox-lines.js'
import type { Person } from './people.js'
import { whenDone } from './when-done.js'

export class BareInbox {
  /** All that was said to it, but for its `ready` and for answers. */
  readonly frames = new Inbox<InboxFrame>()
  /** How the connection ended. */
  readonly ended: Promise<string | number>

  private constructor(
    private readonly line: InboxLine,
    heard: Promise<string | number>,
  ) {
    this.ended = heard
  }

  /** A connection that was let in; stopped with the test. */
  static async open({ url }: { url: string }, { token }: Person, door: InboxDoor): Promise<BareInbox> {
    let end!: (ending: string | number) => void
    const ended = new Promise<string | number>((resolve) => (end = resolve))
    const frames: InboxFrame[] = []
    let bare: BareInbox | undefined
    let line!: InboxLine
    const ready = new Promise<void>((resolve) => {
      line = INBOX_LINES[door](
        { urls: [url], token, silence: 600_000 },
        {
          ready: () => resolve(),
          frame: (frame) => (bare ? bare.frames.push(frame) : frames.push(frame)),
          ended: (ending) => {
            line.stop()
            end(ending)
          },
        },
      )
    })
    whenDone(() => line.stop())
    const refused = ended.then((ending) => Promise.reject(new Error(`not let in: ${ending}`)))
    refused.catch(() => undefined)
    await within(PATIENCE, 'an inbox', Promise.race([ready, refused]))
    bare = new BareInbox(line, ended)
    for (const frame of frames) bare.frames.push(frame)
    return bare
  }

  ask(name: string, body: object): Promise<InboxAnswer> {
    const answer = new Promise<InboxAnswer>((resolve) => this.line.ask(name, body, resolve))
    return within(PATIENCE, `an answer to ${name}`, answer)
  }

  /** Says what is answered by silence, or what nobody waits for. */
  tell(name: string, body: object): void {
    this.line.ask(name, body)
  }

  next(type: string, ms?: number): Promise<InboxFrame> {
    return this.frames.waitFor((frame) => frame.type === type, ms)
  }

  heard(type: string): InboxFrame[] {
    return this.frames.items.filter((frame) => frame.type === type)
  }

  stop(): void {
    this.line.stop()
  }
}
