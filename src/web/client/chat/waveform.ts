// How loud a voice message is from its beginning to its end, as it is sent and drawn.

/** From the wire contract: so many numbers, and what the loudest part has. */
const LENGTH = 64
const LOUDEST = 100

/** What stands for the whole: the loudest of each of equally long parts, in relation to the loudest of all. */
export function waveformOf(samples: ArrayLike<number>): number[] {
  const peaks = Array.from({ length: LENGTH }, (_, part) => {
    const end = Math.ceil(((part + 1) * samples.length) / LENGTH)
    let peak = 0
    for (let at = Math.floor((part * samples.length) / LENGTH); at < end; at++)
      peak = Math.max(peak, Math.abs(samples[at] ?? 0))
    return peak
  })
  const loudest = Math.max(...peaks)
  return peaks.map((peak) => (loudest > 0 ? Math.round((peak / loudest) * LOUDEST) : 0))
}
