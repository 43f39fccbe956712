// Text as people wrote it: emphasis, code, quotes and lists, its addresses as links, and those it mentions made to stand out.
import type { ComponentChild } from 'preact'
import { useMemo } from 'preact/hooks'
import { nameOf, type Message } from '../shared/wire'
import { parse, type Block, type Inline } from './formatting'
import { user } from './me'
import { isEmoji } from './words'

type Mentioning = Pick<Message, 'mentions' | 'mentions_all'>

interface TextProps {
  text: string
  /** What it belongs to, which says whom it mentions. */
  message?: Mentioning | undefined
}

export function Text({ text, message = {} }: TextProps) {
  const { mentions, mentions_all } = message
  // All bubbles are drawn again when a message comes.
  const blocks = useMemo(() => {
    const names = new Set(mentions?.map(({ username }) => username.toLowerCase()))
    if (mentions_all) names.add('all')
    return parse(text, names)
  }, [text, mentions, mentions_all])
  if (isEmoji(text)) return <Emoji text={text} />
  const [only] = blocks
  if (blocks.length === 1 && only!.kind === 'lines')
    return (
      <div class="text" dir="auto">
        {only!.children.map(inlineView(message))}
      </div>
    )
  // Each has the direction of its own words.
  return <div class="text">{blocks.map(blockView(message))}</div>
}

function Emoji({ text }: { text: string }) {
  const alone = [...new Intl.Segmenter().segment(text)].length === 1
  return <div class={`text emoji ${alone ? 'alone' : ''}`}>{text}</div>
}

const blockView = (message: Mentioning) => (block: Block, index: number) => {
  const inline = inlineView(message)
  switch (block.kind) {
    case 'lines':
      return (
        <p key={index} dir="auto">
          {block.children.map(inline)}
        </p>
      )
    case 'code':
      return (
        <pre key={index}>
          <code>{block.text}</code>
        </pre>
      )
    case 'quote':
      return (
        <blockquote key={index} dir="auto">
          {block.lines.map((line, nth) => (
            <p key={nth}>{line.map(inline)}</p>
          ))}
        </blockquote>
      )
    case 'list':
      return <List key={index} list={block} inline={inline} />
  }
}

type ListBlock = Block & { kind: 'list' }

/** Numbers are those that were written. */
function List({ list, inline }: { list: ListBlock; inline: ReturnType<typeof inlineView> }) {
  const items = list.items.map(({ marker, children }, index) => (
    <li key={index} {...(list.ordered && { value: Number.parseInt(marker) })}>
      {children.map(inline)}
    </li>
  ))
  return list.ordered ? <ol dir="auto">{items}</ol> : <ul dir="auto">{items}</ul>
}

const EMPHASIS = { bold: 'strong', italic: 'em', struck: 's' } as const

const inlineView =
  (message: Mentioning) =>
  (inline: Inline): ComponentChild => {
    switch (inline.kind) {
      case 'text':
        return inline.text
      case 'code':
        return <code>{inline.text}</code>
      case 'link':
        return (
          <a href={inline.href} target="_blank" rel="noopener noreferrer">
            {inline.text}
          </a>
        )
      case 'mention':
        return <Mention inline={inline} message={message} />
      default: {
        const Kind = EMPHASIS[inline.kind]
        return <Kind>{inline.children.map(inlineView(message))}</Kind>
      }
    }
  }

/** Only whom the message itself says that it mentions is one; shown by the name that people see. */
function Mention({ inline, message }: { inline: Inline & { kind: 'mention' }; message: Mentioning }) {
  const { name, text } = inline
  const who = message.mentions?.find(({ username }) => username.toLowerCase() === name)
  const me = name === 'all' || name === user.value?.username
  return (
    <bdi class={`mention ${me ? 'to-me' : ''}`} title={who && `@${who.username}`} data-written={text}>
      {who ? `@${nameOf(who)}` : text}
    </bdi>
  )
}
