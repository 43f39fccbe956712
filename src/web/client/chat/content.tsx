// What a message says, each kind in its own way, and what stands behind it.
import type { ComponentChildren } from 'preact'
import { Icon } from '../shared/icons'
import { nameOf, type Contact, type Location, type Message } from '../shared/wire'
import { AttachmentView } from './attachment'
import type { OpenRoom } from './open-room'
import { PollView } from './poll'
import { Text } from './text'
import { placeOf } from './words'

interface ContentProps {
  room: OpenRoom
  message: Partial<Message>
  /** Stands behind a short text, and below all else. */
  children: ComponentChildren
}

export function Content({ room, message, children }: ContentProps) {
  const { type, message: text, attachment, location, contacts, poll } = message
  return (
    <>
      {attachment && <AttachmentView attachment={attachment} />}
      {poll && <PollView room={room} message={message as Message} />}
      {contacts?.map((contact, index) => (
        <Card key={index} contact={contact} />
      ))}
      <div class="words">
        {type === 'deleted' && <p class="text gone">{gone(message as Message)}</p>}
        {text && <Text text={text} message={message as Message} />}
        {type === 'custom' && !text && <p class="text gone">This message is for another app.</p>}
        {location && <Place location={location} />}
        {children}
      </div>
    </>
  )
}

const gone = ({ sender, deleted_by }: Message): ComponentChildren =>
  deleted_by && deleted_by.id !== sender?.id ? (
    <>
      This message was deleted by <bdi>{nameOf(deleted_by)}</bdi>
    </>
  ) : (
    'This message was deleted'
  )

/** A geo: address opens the reader's own map: the page names no other host. */
function Place({ location }: { location: Location }) {
  const coordinates = `${location.latitude},${location.longitude}`
  return (
    <p class="text" dir="auto">
      📍{' '}
      <a href={`geo:${coordinates}`} title={coordinates}>
        {placeOf(location)}
      </a>
    </p>
  )
}

/** Somebody's card: a number can be called, an address written to. */
function Card({ contact: { name, username, phones = [], emails = [] } }: { contact: Contact }) {
  return (
    <div class="file-card contact">
      <span class="file-icon">
        <Icon name="person" size={24} />
      </span>
      <span class="facts">
        <strong dir="auto">{name}</strong>
        {username && <small>@{username}</small>}
        {phones.map((phone) => (
          <a key={phone} href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>
            {phone}
          </a>
        ))}
        {emails.map((email) => (
          <a key={email} href={`mailto:${encodeURIComponent(email).replace('%40', '@')}`}>
            {email}
          </a>
        ))}
      </span>
    </div>
  )
}
