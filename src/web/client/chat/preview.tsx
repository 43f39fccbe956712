// A message in one line: in the chat list, and above the messages where it is pinned.
import { Icon, type IconName } from '../shared/icons'
import { isOver, nameOf, type Attachment, type Message, type Person } from '../shared/wire'
import { plainOf } from './formatting'
import { user } from './me'
import { kindInWords, placeOf } from './words'

/** What was said, and who said it, where that may be one of several. */
export function Preview({ message, direct = false }: { message: Message; direct?: boolean }) {
  if (isOver(message)) return <>Disappeared message</>
  const { sender } = message
  const icon = iconOf(message)
  return (
    <>
      {sender?.id === user.value?.id ? 'You: ' : !direct && sender && <Name of={sender} />}
      {icon && <Icon name={icon} size={14} />}
      <bdi>{wordsOf(message)}</bdi>
    </>
  )
}

const Name = ({ of }: { of: Person }) => (
  <>
    <bdi>{nameOf(of)}</bdi>:{' '}
  </>
)

function wordsOf(message: Message): string {
  const { type, message: text, attachment, location, contacts, poll } = message
  if (type === 'deleted') return 'Deleted message'
  const called = new Map(message.mentions?.map((each) => [each.username.toLowerCase(), nameOf(each)]))
  const words = text && plainOf(text, called)
  if (attachment) return words || nameOfFile(attachment)
  if (location) return placeOf(location)
  if (contacts) return contacts.map(({ name }) => name).join(', ')
  return poll?.question ?? (words || kindInWords(message))
}

const OF_FILES = { image: 'picture', video: 'play', audio: 'sound', document: 'file' } as const
const OF_KINDS: Record<string, IconName> = {
  deleted: 'trash',
  location: 'place',
  contact: 'person',
  poll: 'poll',
}

const iconOf = ({ type, attachment }: Message): IconName | undefined =>
  OF_KINDS[type] ?? (attachment && (attachment.voice ? 'microphone' : OF_FILES[attachment.type]))

const NAMES = { image: 'Photo', video: 'Video', audio: 'Audio' }

function nameOfFile({ type, voice, filename }: Attachment): string {
  if (voice) return 'Voice message'
  return type === 'document' ? filename : NAMES[type]
}
