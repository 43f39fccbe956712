// What of an entry somebody sees who may not read what lies before a `seq`: the entry, without what it shows of that.
import type { MessageView } from './message.view.js'

/** Whom a log is read for: from where on they may read it. MembershipService.access is where it is found out. */
export interface Reading {
  /** The first `seq` that they may read. */
  since: number
}

/** For whoever hands entries out with care, each reader their own part: feeds. */
export const WHOLE: Reading = { since: 1 }

/** What is hidden of each entry so far: the same object for all who see the same, so that it is encoded once. */
const trimmed = new WeakMap<MessageView, Map<string, MessageView>>()

const seqOf = (reference: unknown): number => (reference as { seq?: number } | undefined)?.seq ?? Infinity

/** @returns the same entry where nothing is hidden */
export function visibleFrom(entry: MessageView, { since }: Reading): MessageView {
  if (since <= 1) return entry
  const { target_seq = Infinity, target, reply_to } = entry
  const hidden = [target_seq < since, seqOf(reply_to) < since, seqOf(target?.['reply_to']) < since]
  if (!hidden.includes(true)) return entry
  const key = hidden.join()
  const variants = trimmed.get(entry) ?? new Map<string, MessageView>()
  trimmed.set(entry, variants)
  const known = variants.get(key)
  if (known) return known
  const variant = without(entry, hidden)
  variants.set(key, variant)
  return variant
}

/** Those of these entries that are for this reader, as they see them. */
export function visiblePart(entries: readonly MessageView[], reading: Reading): readonly MessageView[] {
  if (reading.since <= 1) return entries
  return entries.filter(({ seq }) => seq >= reading.since).map((entry) => visibleFrom(entry, reading))
}

function without(entry: MessageView, [target, quote, quoteOfTarget]: boolean[]): MessageView {
  const rest = { ...entry }
  if (quote) delete rest['reply_to']
  // The words of an edit are its target's.
  if (target) for (const field of ['target', 'message', 'content']) delete rest[field]
  else if (quoteOfTarget) {
    const { reply_to: _, ...shown } = rest.target!
    rest.target = shown as MessageView
  }
  return rest
}
