// Above the place to write: the message that is being answered or edited, and the way out of that.
import { Icon } from '../shared/icons'
import { quoteOf } from '../shared/wire'
import { isLive } from './changes'
import type { OpenRoom, Subject } from './open-room'
import { QuoteView } from './quote'

/** The subject as it is by now; none once it was deleted. */
export function subjectOf(room: OpenRoom): Subject | undefined {
  const subject = room.subject.value
  if (!subject) return undefined
  const held = room.messages.value.find(({ seq }) => seq === subject.message.seq) ?? subject.message
  return isLive(held) ? { ...subject, message: held } : undefined
}

export function SubjectBar({ subject, onCancel }: { subject: Subject; onCancel: () => void }) {
  const edits = subject.do === 'edit'
  return (
    <div class="subject">
      <Icon name={edits ? 'edit' : 'reply'} />
      <div class="subject-text" role="status">
        <span class="spoken">{edits ? 'Editing' : 'Replying to'}</span>
        <QuoteView quote={quoteOf(subject.message)} />
      </div>
      <button
        class="icon-button"
        type="button"
        aria-label={edits ? 'Stop editing' : 'Do not reply'}
        title="Escape"
        onClick={onCancel}
      >
        <Icon name="close" size={18} />
      </button>
    </div>
  )
}
