// What a message says, each kind in its own way, and what stands behind it.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Outgoing } from 'whatsapp-api-client'
import { Icon } from '../shared/icons'
import { nameOf, type Contact, type Location, type Message } from '../shared/wire'
import { AttachmentView } from './attachment'
import { useAttempt } from './attempt'
import { copyText, saidBy } from './copying'
import { openDirect } from './direct'
import { user } from './me'
import type { OpenRoom } from './open-room'
import { attachmentOf } from './outgoing-file'
import { PollView } from './poll'
import { Text } from './text'
import { placeOf } from './words'

interface ContentProps {
  room: OpenRoom
  message: Partial<Message>
  /** Set while it is on its way. */
  outgoing?: Outgoing | undefined
  /** Stands behind a short text, and below all else. */
  children: ComponentChildren
}

export function Content({ room, message, outgoing, children }: ContentProps) {
  const { type, message: text, location, contacts, poll } = message
  const attachment = message.attachment ?? (outgoing && attachmentOf(outgoing))
  return (
    <>
      {attachment && (
        <AttachmentView room={room} attachment={attachment} message={message} outgoing={outgoing} />
      )}
      {poll && <PollView room={room} message={message as Message} />}
      {contacts?.map((contact, index) => (
        <Card key={index} contact={contact} />
      ))}
      {location && <Place location={location} />}
      <div class="words" data-said={saidBy(message)}>
        {type === 'deleted' && <p class="text gone">{gone(message as Message)}</p>}
        {text && <Text text={text} message={message} />}
        {type === 'custom' && !text && <p class="text gone">This message is for another app.</p>}
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

/** A map in a tab of its own: the page itself asks no other host, and that one is not told where the press came from. */
function Place({ location }: { location: Location }) {
  const { latitude, longitude, name } = location
  const coordinates = `${latitude}, ${longitude}`
  const copied = useSignal(false)
  const copy = async () => {
    await copyText(coordinates)
    copied.value = true
  }
  return (
    <div class="location" data-copied={placeOf(location)}>
      <a href={mapOf(location)} target="_blank" rel="noopener noreferrer">
        <span class="file-icon">
          <Icon name="place" size={24} />
        </span>
        <span class="facts">
          <strong dir="auto">{name ?? 'Location'}</strong>
          <small>{coordinates}</small>
        </span>
      </a>
      <button
        class="icon-button"
        type="button"
        aria-label={copied.value ? 'Coordinates copied' : 'Copy coordinates'}
        title={copied.value ? 'Copied' : 'Copy coordinates'}
        onClick={() => void copy()}
      >
        <Icon name={copied.value ? 'check' : 'copy'} size={18} />
      </button>
    </div>
  )
}

const mapOf = ({ latitude, longitude }: Location): string =>
  `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`

/** Somebody's card: a number can be called, an address written to, and who is here can be talked to. */
function Card({ contact: { name, username, phones = [], emails = [] } }: { contact: Contact }) {
  return (
    <div class="file-card contact" data-copied={name}>
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
        {username && username !== user.value?.username && <TalkTo username={username} name={name} />}
      </span>
    </div>
  )
}

function TalkTo({ username, name }: { username: string; name: string }) {
  const { busy, problem, run } = useAttempt()
  return (
    <>
      <button
        class="button small"
        type="button"
        disabled={busy}
        aria-label={`Message ${name}`}
        onClick={() => void run(() => openDirect(username))}
      >
        Message
      </button>
      {problem && <small role="alert">{problem.words}</small>}
    </>
  )
}
