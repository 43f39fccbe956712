// What several workers tell Prometheus, as one text.

/**
 * In the text format, all samples of a measure stand together under its one description.
 * @param texts each with labels that no other has
 */
export function merged(texts: readonly string[]): string {
  const measures = new Map<string, string>()
  // Of a worker that could not measure there is nothing.
  const all = texts.flatMap((text) => text.trimEnd().split('\n\n')).filter(Boolean)
  for (const measure of all) {
    const [help = '', type = '', ...samples] = measure.split('\n')
    const head = `${help}\n${type}`
    measures.set(head, [measures.get(head) ?? head, ...samples].join('\n'))
  }
  return `${[...measures.values()].join('\n\n')}\n`
}
