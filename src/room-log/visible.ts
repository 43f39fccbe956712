// What of an entry somebody sees who may not read what lies before a `seq`: the entry, without what it shows of that.
import type { MessageView } from './message.view.js'

/** Whom a log is read for: from where on they may read it. MembershipService.access is where it is found out. */
export interface Reading {
  /** The first `seq` that they may read. */
  since: number
}

/** For whoever hands entries out with care, each reader their own part: feeds. */
export const WHOLE: Reading = { since: 1 }

/** Which parts of an entry are hidden; in this order. */
type Hidden = [target: boolean, quote: boolean, quoteOfTarget: boolean]

/** What was made of entries, and of lists of them: the same object for all who see the same, so that it is encoded once. */
const ofEntries = new WeakMap<MessageView, Map<string, MessageView>>()
const ofLists = new WeakMap<readonly MessageView[], Map<string, readonly MessageView[]>>()

/** @returns the same entry where nothing is hidden */
export function visibleFrom(entry: MessageView, { since }: Reading): MessageView {
  if (since <= 1) return entry
  const hidden = hiddenOf(entry, since)
  if (!hidden) return entry
  return made(ofEntries, entry, hidden.join(), () => without(entry, hidden))
}

/** Those of these entries that are for this reader, as they see them. @returns the same list where nothing is hidden */
export function visiblePart(entries: readonly MessageView[], reading: Reading): readonly MessageView[] {
  const { since } = reading
  if (since <= 1 || entries.every((entry) => entry.seq >= since && !hiddenOf(entry, since))) return entries
  const seen = entries.filter(({ seq }) => seq >= since)
  const key = [entries.length - seen.length, ...seen.map((entry) => hiddenOf(entry, since)?.join())]
  return made(ofLists, entries, key.join(), () => seen.map((entry) => visibleFrom(entry, reading)))
}

const seqOf = (reference: unknown): number => (reference as { seq?: number } | undefined)?.seq ?? Infinity

function hiddenOf(
  { target_seq = Infinity, target, reply_to }: MessageView,
  since: number,
): Hidden | undefined {
  const hidden: Hidden = [target_seq < since, seqOf(reply_to) < since, seqOf(target?.['reply_to']) < since]
  return hidden.includes(true) ? hidden : undefined
}

function made<Whole extends object, Part>(
  known: WeakMap<Whole, Map<string, Part>>,
  whole: Whole,
  key: string,
  make: () => Part,
): Part {
  const variants = known.get(whole) ?? new Map<string, Part>()
  known.set(whole, variants)
  const part = variants.get(key) ?? make()
  variants.set(key, part)
  return part
}

function without(entry: MessageView, [target, quote, quoteOfTarget]: Hidden): MessageView {
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
