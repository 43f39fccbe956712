// The files beside a message that is being written: each is sent ahead as soon as it is chosen.
import { signal } from '@preact/signals'
import { Problem } from '../shared/problem'
import type { Attachment } from '../shared/wire'
import { api } from './me'

export interface Upload {
  key: number
  file: File
  /** 0 to 1. */
  share: number
  /** Set when it has arrived. */
  attachment?: Attachment
  problem?: Problem
  cancel: AbortController
}

export class Uploads {
  readonly list = signal<Upload[]>([])
  private keys = 0

  add(files: Iterable<File>): void {
    for (const file of files) {
      const upload = { key: ++this.keys, file, share: 0, cancel: new AbortController() }
      this.list.value = [...this.list.peek(), upload]
      void this.send(upload)
    }
  }

  retry({ key, file }: Upload): void {
    const fresh = { key, file, share: 0, cancel: new AbortController() }
    this.list.value = this.list.peek().map((each) => (each.key === key ? fresh : each))
    void this.send(fresh)
  }

  remove({ key, cancel }: Upload): void {
    cancel.abort()
    this.list.value = this.list.peek().filter((each) => each.key !== key)
  }

  /** All that have arrived, taken out of the list. */
  take(): Attachment[] {
    const arrived = this.list.peek().flatMap(({ attachment }) => attachment ?? [])
    this.list.value = this.list.peek().filter(({ attachment }) => !attachment)
    return arrived
  }

  clear(): void {
    for (const { cancel } of this.list.peek()) cancel.abort()
    this.list.value = []
  }

  private async send({ key, file, cancel }: Upload): Promise<void> {
    const set = (change: Partial<Upload>) => {
      this.list.value = this.list.peek().map((each) => (each.key === key ? { ...each, ...change } : each))
    }
    try {
      const onProgress = (share: number) => set({ share })
      set({ attachment: await api.upload(file, { onProgress, signal: cancel.signal }), share: 1 })
    } catch (thrown) {
      set({ problem: Problem.from(thrown) })
    }
  }
}
