// Inboxes of clients that are not ours, in Python: what they hear, and what they are told to ask for.
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Inbox } from './inbox.js'
import type { InboxAnswer, InboxFrame } from './inbox-lines.js'
import { PASSWORD, type Person } from './people.js'
import { PYTHON_PROGRAM } from './stock-clients.js'
import { whenDone } from './when-done.js'

/** Programs beside this file. */
export const FOREIGN = {
  'python-socketio': 'inbox_socketio.py',
  'a plain WebSocket in Python': 'inbox_plain.py',
}

interface Line {
  frame?: InboxFrame
  id?: number
  answer?: InboxAnswer
}

export class ForeignInbox {
  readonly frames = new Inbox<InboxFrame>()
  private readonly answers = new Inbox<Line>()
  private readonly child: ChildProcess
  private asked = 0

  constructor(kind: keyof typeof FOREIGN, url: string, { user }: Person) {
    const script = fileURLToPath(new URL(FOREIGN[kind], import.meta.url))
    this.child = spawn(PYTHON_PROGRAM, [script, url, user.username, PASSWORD], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    createInterface(this.child.stdout!).on('line', (text) => {
      const line = JSON.parse(text) as Line
      if (line.frame) this.frames.push(line.frame)
      else this.answers.push(line)
    })
    whenDone(() => this.child.kill('SIGKILL'))
  }

  async ask(name: string, body: object): Promise<InboxAnswer> {
    const id = ++this.asked
    this.child.stdin!.write(`${JSON.stringify({ id, name, body })}\n`)
    return (await this.answers.waitFor((line) => line.id === id)).answer!
  }

  next(type: string, fits: (frame: InboxFrame) => boolean = () => true, ms?: number): Promise<InboxFrame> {
    return this.frames.waitFor((frame) => frame.type === type && fits(frame), ms)
  }

  heard(type: string): InboxFrame[] {
    return this.frames.items.filter((frame) => frame.type === type)
  }

  /** Every seq that has come of a room, as often as it came. */
  seqs(chatroom: string): number[] {
    return this.frames.items.flatMap((frame) =>
      frame.chatroom === chatroom && typeof frame['seq'] === 'number' ? [frame['seq']] : [],
    )
  }
}
