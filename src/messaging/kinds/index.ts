// Every kind that can be sent, in the order of the documents: the one place that a new kind is added to.
import { attachment } from './attachment.js'
import { contact } from './contact.js'
import { custom } from './custom.js'
import { deletion } from './delete.js'
import { edit } from './edit.js'
import { forward } from './forward.js'
import type { Kind } from './kind.js'
import { location } from './location.js'
import { pin } from './pin.js'
import { poll } from './poll.js'
import { reaction } from './reaction.js'
import { DeletedMessage, ExpiredMessage } from './said.view.js'
import { text } from './text.js'
import { vote } from './vote.js'

/** What is said. */
const SAID: readonly Kind[] = [text, attachment, location, contact, poll, custom, forward]
/** What changes it. */
const CHANGES: readonly Kind[] = [edit, deletion, reaction, vote, pin]

export const KINDS: readonly Kind[] = [...SAID, ...CHANGES]

const viewsOf = (kinds: readonly Kind[]) => kinds.flatMap(({ type, view }) => (view ? [{ type, view }] : []))

/** How what was said is seen: as what it is stored as, or as what is left when it is deleted, or its time is over. */
export const SAID_VIEWS = [
  ...viewsOf(SAID),
  { type: 'deleted', view: DeletedMessage },
  { type: 'expired', view: ExpiredMessage },
]

/** How everything is seen that was sent. */
export const VIEWS = [...SAID_VIEWS, ...viewsOf(CHANGES)]
