// Text as people wrote it, with its addresses as links and those it mentions made to stand out.
import type { ComponentChild } from 'preact'
import type { Message } from '../shared/wire'
import { user } from './me'
import { isEmoji } from './words'

const LINK = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?')\]])/

export function Text({ text, message }: { text: string; message?: Message | undefined }) {
  return (
    <p class={`text ${isEmoji(text) ? 'emoji' : ''}`} dir="auto">
      {text
        .split(LINK)
        .flatMap((part, index) => (index % 2 === 1 ? <Address of={part} /> : withMentions(part, message)))}
    </p>
  )
}

const Address = ({ of }: { of: string }) => (
  <a href={of} target="_blank" rel="noopener noreferrer">
    {of}
  </a>
)

/** Only whom the message itself says that it mentions: a name behind an @ alone is a word like others. */
function withMentions(text: string, message: Message | undefined): ComponentChild[] {
  const names = new Set(message?.mentions?.map(({ username }) => `@${username}`))
  if (message?.mentions_all) names.add('@all')
  if (names.size === 0) return [text]
  return text.split(/(@[\w.-]*\w)/).map((part) => {
    const name = part.toLowerCase()
    if (!names.has(name)) return part
    const me = name === '@all' || name === `@${user.value?.username}`
    return <span class={`mention ${me ? 'to-me' : ''}`}>{part}</span>
  })
}
