// Pictures, sounds, films and faces as addresses of this page: their bytes need the token, so they are fetched, once, and kept for
// as long as somebody shows them and a little longer.
import { effect, signal, useSignal, type ReadonlySignal, type Signal } from '@preact/signals'
import { useLayoutEffect } from 'preact/hooks'
import { Problem } from '../shared/problem'
import { chat, client } from './me'

/** Bytes that are kept for when they are shown again, although nobody shows them. */
const KEPT = 32 * 1024 * 1024

export interface Shown {
  /** Of this page alone; undefined until it is here. */
  url?: string
  problem?: Problem
}

interface Kept {
  state: Signal<Shown>
  blob?: Blob
  /** How many show it. */
  shown: number
  fetching?: AbortController
}

class Bytes {
  /** By their address on the server; what was shown last comes last. */
  private readonly all = new Map<string, Kept>()
  private trimming = false

  constructor() {
    effect(() => {
      const now = client.value
      // What one may see, another may not.
      for (const kept of this.all.values()) this.drop(kept)
      this.all.clear()
      return now?.connection.subscribe(() => now.connection.getSnapshot().at === 'live' && this.again())
    })
  }

  /** What is here already: a file that is being sent. */
  put(address: string, blob: Blob): void {
    if (this.all.has(address)) return
    const same = [...this.all.values()].find((kept) => kept.blob === blob)
    this.all.set(address, same ?? { state: signal({ url: URL.createObjectURL(blob) }), blob, shown: 0 })
  }

  has(address: string): boolean {
    return this.all.get(address)?.blob !== undefined
  }

  /** @returns how it is, and how to say that it is shown no more */
  show(address: string): [ReadonlySignal<Shown>, () => void] {
    const kept = this.all.get(address) ?? { state: signal<Shown>({}), shown: 0 }
    this.all.delete(address)
    this.all.set(address, kept)
    kept.shown++
    if (!kept.blob && !kept.fetching) void this.fetch(address, kept)
    return [kept.state, () => this.hide(kept)]
  }

  /** For saving and opening. @throws ChatError */
  async read(address: string): Promise<Blob> {
    return this.all.get(address)?.blob ?? chat().http.bytes(address)
  }

  private async fetch(address: string, kept: Kept): Promise<void> {
    const fetching = (kept.fetching = new AbortController())
    kept.state.value = {}
    try {
      const blob = await chat().http.bytes(address, fetching.signal)
      if (fetching.signal.aborted) return
      kept.blob = blob
      kept.state.value = { url: URL.createObjectURL(blob) }
    } catch (thrown) {
      if (!fetching.signal.aborted) kept.state.value = { problem: Problem.from(thrown) }
    } finally {
      if (kept.fetching === fetching) delete kept.fetching
    }
  }

  /** What could not be had may be had now. */
  again(only?: string): void {
    for (const [address, kept] of this.all)
      if (kept.shown > 0 && kept.state.peek().problem && (only ?? address) === address)
        void this.fetch(address, kept)
  }

  private hide(kept: Kept): void {
    kept.shown--
    if (this.trimming) return
    this.trimming = true
    // Later: what is shown somewhere else in the same moment is no waste.
    setTimeout(() => this.trim())
  }

  private trim(): void {
    this.trimming = false
    let room = KEPT
    for (const [address, kept] of [...this.all].reverse()) {
      if (kept.shown > 0) continue
      // What has not come yet is wanted by nobody any more.
      room -= kept.blob?.size ?? 0
      if (kept.blob && room >= 0) continue
      this.all.delete(address)
      if (![...this.all.values()].includes(kept)) this.drop(kept)
    }
  }

  private drop({ state, fetching }: Kept): void {
    fetching?.abort()
    const { url } = state.peek()
    if (url) URL.revokeObjectURL(url)
  }
}

export const bytes = new Bytes()

const NOTHING: Shown = {}

/** @param address undefined while it is not wanted */
export function useBytes(address: string | undefined): Shown {
  const shown = useSignal<ReadonlySignal<Shown> | undefined>(undefined)
  useLayoutEffect(() => {
    if (!address) return void (shown.value = undefined)
    const [state, hide] = bytes.show(address)
    shown.value = state
    return hide
  }, [address])
  return shown.value?.value ?? NOTHING
}
