// What one has starred in a room, and the way to it.
import { quoteOf, type Message } from '../../shared/wire'
import { chat } from '../me'
import { PageList, usePages } from '../pages'
import { QuoteView } from '../quote'
import { moment } from '../times'
import type { ViewProps } from './sheet'

export function StarredList({ room, onClose }: ViewProps) {
  // There is one list for all rooms; what is of others is passed over.
  const pages = usePages(async (cursor) => {
    const { messages, next_cursor } = await chat().messages.starred({ limit: 100, ...(cursor && { cursor }) })
    return { messages: messages.filter(({ chatroom }) => chatroom === room.name), next_cursor }
  })
  const go = (seq: number) => {
    onClose()
    room.jumpTo(seq)
  }
  return (
    <PageList
      pages={pages}
      label="Starred messages"
      empty="No starred messages here. Star a message from its menu to find it again."
    >
      {(message) => (
        <li key={message.seq} class="report">
          <QuoteView quote={quoteOf(message as Message)} onPress={() => go(message.seq)} />
          <small class="quiet">{moment(new Date(message.created_at))}</small>
        </li>
      )}
    </PageList>
  )
}
