// What is copied out of the messages: their words as they were written, and of several messages also who said each, and when.
import { nameOf, type Message } from '../shared/wire'

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' })

/** What stands before a message where several are copied; the words of a message carry it as `data-said`. */
export const saidBy = ({ sender, created_at }: Partial<Message>): string | undefined =>
  sender && created_at && `[${WHEN.format(new Date(created_at))}] ${nameOf(sender)}: `

/** For the `copy` event of the messages. */
export function copyMessages(event: ClipboardEvent): void {
  const selection = getSelection()
  if (!selection || selection.isCollapsed || !event.clipboardData) return
  // In a field, the field's own words are copied.
  if (event.target instanceof Element && event.target.closest('input, textarea')) return
  const text = wordsOf(selection.getRangeAt(0).cloneContents())
  if (text === '') return
  event.preventDefault()
  event.clipboardData.setData('text/plain', text)
}

function wordsOf(copied: DocumentFragment): string {
  const messages = [...copied.querySelectorAll<HTMLElement>('.words')]
  if (messages.length < 2) return writtenIn(messages[0] ?? copied).trim()
  return messages
    .map((each) => {
      const words = writtenIn(each).trim()
      const file = each.closest('.bubble-body')?.querySelector<HTMLElement>('[data-copied]')?.dataset[
        'copied'
      ]
      const all = [file && `<${file}>`, words].filter(Boolean).join(' ')
      return all && (each.dataset['said'] ?? '') + all
    })
    .filter(Boolean)
    .join('\n')
}

/** Markers by the element that they make. */
const MARKERS: Record<string, string> = { STRONG: '*', EM: '_', S: '~', CODE: '`' }
const BLOCKS = new Set(['P', 'DIV', 'PRE', 'BLOCKQUOTE', 'UL', 'OL', 'LI'])
const SILENT = '.meta, .spoken, .avatar, .sender, button, audio, video, svg'

/** The text of nodes, with the markers that they were written with. */
function writtenIn(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? ''
  if (node instanceof Element && node.matches(SILENT)) return ''
  if (node instanceof HTMLElement && node.dataset['written']) return node.dataset['written']
  const inner = [...node.childNodes].reduce((text, child) => joined(text, child), '')
  if (!(node instanceof Element)) return inner
  const { tagName } = node
  if (tagName === 'PRE') return `\`\`\`\n${node.textContent}\n\`\`\``
  if (tagName === 'BLOCKQUOTE') return inner.replace(/^/gm, '> ')
  if (tagName === 'LI') return `${numberOf(node)}${inner}`
  // A part of an emphasised word that was cut out of it is what it looks like.
  const marker = MARKERS[tagName]
  return marker && inner ? marker + inner + marker : inner
}

function joined(text: string, child: Node): string {
  const next = writtenIn(child)
  const block = child instanceof Element && BLOCKS.has(child.tagName)
  const after = child.previousSibling instanceof Element && BLOCKS.has(child.previousSibling.tagName)
  return text !== '' && next !== '' && (block || after) ? `${text}\n${next}` : text + next
}

const numberOf = (item: Element): string =>
  item.hasAttribute('value') ? `${item.getAttribute('value')}. ` : '- '

/** Puts words where the next paste finds them; a page without https may not. */
export const copyText = (words: string): Promise<void> =>
  navigator.clipboard?.writeText(words) ?? Promise.resolve()
