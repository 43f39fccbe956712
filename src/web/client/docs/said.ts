// What a visitor has said, so that the examples that refer to a message by its number refer to one that is there. Pure.

interface Draft {
  type?: string
  target_seq?: number
  reply_to?: number
  forward?: { seq: number }
}

export class Said {
  /** Ascending, without what was deleted. */
  private messages: { seq: number; type: string }[] = []

  /** Takes the answer to something that was sent. */
  take(answer: unknown): void {
    const {
      seq,
      n,
      type = '',
      target_seq,
    } = answer as {
      seq: number
      n?: number
      type?: string
      target_seq?: number
    }
    if (type === 'delete') this.messages = this.messages.filter((each) => each.seq !== target_seq)
    // Only what was said has a number among that; a retry is answered with the first.
    if (n === undefined) return
    this.messages = [...this.messages.filter((each) => each.seq !== seq), { seq, type }]
  }

  /** Another room has other messages. */
  forget(): void {
    this.messages = []
  }

  /** The same draft about what was said last of a kind that fits; as it is where nothing does. */
  aimed(draft: unknown): unknown {
    const { type, target_seq, reply_to, forward } = draft as Draft
    const kind = { vote: 'poll', edit: 'text' }[type ?? '']
    const seq = this.messages.findLast((each) => kind === undefined || each.type === kind)?.seq
    if (seq === undefined) return draft
    return {
      ...(draft as object),
      ...(target_seq !== undefined && { target_seq: seq }),
      ...(reply_to !== undefined && { reply_to: seq }),
      ...(forward && { forward: { ...forward, seq } }),
    }
  }
}
