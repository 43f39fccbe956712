// Every kind that can be said, in the order of the documents: the one place that a new kind is added to.
import { attachment } from './attachment.js'
import type { Kind } from './kind.js'
import { location } from './location.js'
import { text } from './text.js'

export const KINDS: readonly Kind[] = [text, attachment, location]
