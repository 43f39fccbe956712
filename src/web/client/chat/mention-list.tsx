// The list of whom one may mean, above where one writes.
import { nameOf } from '../shared/wire'
import { Avatar } from './avatar'
import type { Offered } from './mentions'
import { Icon } from '../shared/icons'

interface MentionListProps {
  id: string
  offered: readonly Offered[]
  /** Which one a key would choose. */
  at: number
  onChoose: (chosen: Offered) => void
}

export const optionId = (list: string, at: number): string => `${list}-${at}`

export function MentionList({ id, offered, at, onChoose }: MentionListProps) {
  return (
    <ul class="mention-list" id={id} role="listbox" aria-label="Mention somebody">
      {offered.map((each, index) => (
        <li
          key={each.name}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === at}
          // Where one writes keeps the cursor.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(each)}
        >
          {each.person ? (
            <Avatar of={each.person} />
          ) : (
            <span class="file-icon">
              <Icon name="people" />
            </span>
          )}
          <span class="entry-text">
            <strong dir="auto">{each.person ? nameOf(each.person) : 'Everyone'}</strong>
            <small class="quiet">@{each.name}</small>
          </span>
        </li>
      ))}
    </ul>
  )
}
