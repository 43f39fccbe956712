// A line between the messages: what became of the room or of its members.
import type { Message } from '../shared/wire'
import { nameIn, partsOf } from './events'

export const EventLine = ({ entry }: { entry: Message }) => (
  <li class="notice-line">
    <span>
      {partsOf(entry).map((part, place) =>
        typeof part === 'string' ? part : <bdi key={place}>{nameIn(part, place === 0)}</bdi>,
      )}
    </span>
  </li>
)
