// A message as it is quoted: above the one that answers it, and above what is being written about it.
import { Icon } from '../shared/icons'
import { nameOf, type Quote } from '../shared/wire'
import { plainOf } from './formatting'
import { user } from './me'
import { kindInWords } from './words'

export function QuoteView({ quote, onPress }: { quote: Quote; onPress?: (() => void) | undefined }) {
  const lines = <QuoteLines quote={quote} />
  if (!onPress) return <div class="quote">{lines}</div>
  return (
    <button class="quote" type="button" title="Go to this message" onClick={onPress}>
      {lines}
    </button>
  )
}

const ICONS = { image: 'picture', video: 'play', audio: 'sound', document: 'file' } as const

function QuoteLines({ quote }: { quote: Quote }) {
  const { sender, message, attachment } = quote
  return (
    <>
      <strong>
        <bdi>{sender && sender.id === user.value?.id ? 'You' : nameOf(sender)}</bdi>
      </strong>
      <span class="quoted" dir="auto">
        {attachment && <Icon name={ICONS[attachment.type]} size={14} />}
        {message ? plainOf(message) : kindInWords(quote)}
      </span>
    </>
  )
}
