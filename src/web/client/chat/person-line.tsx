// Somebody in a list: their face, their name, a line about them, and what can be done.
import type { ComponentChildren } from 'preact'
import { nameOf, type Person, type User } from '../shared/wire'
import { Avatar } from './avatar'
import { inbox } from './inbox'
import { user } from './me'

interface PersonLineProps {
  of: Person & Partial<Pick<User, 'avatar_url'>>
  /** Beside the username. */
  note?: string | undefined
  /** Below it. */
  more?: ComponentChildren
  online?: boolean | undefined
  /** At the end of the line. */
  children?: ComponentChildren
}

export function PersonLine({ of, note, more, online, children }: PersonLineProps) {
  const seen = inbox.presence(of.username)
  return (
    <li>
      <Avatar of={of} online={seen?.online ?? online} />
      <span class={`entry-text ${more ? 'wrapped' : ''}`}>
        <strong dir="auto">
          {nameOf(of)}
          {of.id === user.value?.id && ' (you)'}
        </strong>
        <small class="quiet">{['@' + of.username, note].filter(Boolean).join(' · ')}</small>
        {more}
      </span>
      {children}
    </li>
  )
}
