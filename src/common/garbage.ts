// Clears away buffers that nobody holds any more, before they fill a small container.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Milliseconds from one collection to the next: each stops everything for some tens of them. */
const REST_MS = 1000

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/**
 * Buffers lie beside V8's heap, and V8 comes for those that are free only when the heap and they have grown to hundreds of
 * megabytes.
 */
export class Garbage {
  /** Bytes of buffers after the last collection, and when that was. */
  private left = 0
  private at = -Infinity

  /** @param bearable bytes of free buffers that may lie about */
  constructor(private readonly bearable: number) {}

  /** @param buffers bytes that all buffers take now, in use or not */
  look(buffers: number): void {
    const now = performance.now()
    if (buffers < this.left + this.bearable || now < this.at + REST_MS) return
    collect()
    this.at = now
    this.left = process.memoryUsage().arrayBuffers
  }
}
