// Every kind that can be sent, in the order of the documents: the one place that a new kind is added to.
import { attachment } from './attachment.js'
import type { Kind } from './kind.js'
import { location } from './location.js'
import { DeletedMessage } from './said.view.js'
import { text } from './text.js'

export const KINDS: readonly Kind[] = [text, attachment, location]

/** What entries there are of what was sent: of each kind that is stored as what it is, and what is left of a deleted one. */
export const ENTRIES = [
  ...KINDS.flatMap(({ type, view }) => (view ? [{ type, view }] : [])),
  { type: 'deleted', view: DeletedMessage },
]
