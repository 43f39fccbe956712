// Shares somebody's card: of a person who is here, or of anybody else, as it is typed.
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Draft } from 'whatsapp-api-client'
import { nameOf } from '../shared/wire'
import type { MakingProps } from './attach-menu'
import { Dialog } from './dialog'
import { Field, focusWrong } from './field'
import { FindPeople } from './find-people'

/** From the wire contract. */
const LONGEST = { name: 100, phone: 64, email: 254 } as const

type Card = (Draft & { type: 'contact' })['contacts'][number]

export function ShareContact({ onSay, onClose }: MakingProps) {
  const typed = useSignal(false)
  const share = (card: Card) => onSay({ type: 'contact', contacts: [card] })
  return (
    <Dialog
      title="Share contact"
      onClose={onClose}
      onBack={typed.value ? () => (typed.value = false) : undefined}
    >
      {typed.value ? (
        <TypedCard onShare={share} />
      ) : (
        <>
          <FindPeople>
            {(found) => (
              <button
                class="button small whole-line"
                type="button"
                aria-label={`Share ${nameOf(found)}`}
                onClick={() => share({ name: nameOf(found), username: found.username })}
              >
                Share
              </button>
            )}
          </FindPeople>
          <button class="button" type="button" onClick={() => (typed.value = true)}>
            Somebody who is not here
          </button>
        </>
      )}
    </Dialog>
  )
}

function TypedCard({ onShare }: { onShare: (card: Card) => void }) {
  const card = useSignal({ name: '', phone: '', email: '' })
  const tried = useSignal(false)
  const form = useRef<HTMLFormElement>(null)
  const name = card.value.name.trim()
  const phone = card.value.phone.trim()
  const email = card.value.email.trim()
  const problems = {
    name: name ? undefined : 'Give a name.',
    phone: phone || email ? undefined : 'Give a phone number or an email address.',
    email: undefined,
  }
  const field = (part: keyof typeof problems, label: string, type: string) => (
    <Field
      name={part}
      label={label}
      type={type}
      autofocus={part === 'name'}
      autocomplete="off"
      maxLength={LONGEST[part]}
      value={card.value[part]}
      problem={tried.value ? problems[part] : undefined}
      onInput={(event) => (card.value = { ...card.value, [part]: event.currentTarget.value })}
    />
  )
  const send = () => {
    tried.value = true
    if (problems.name || problems.phone) return focusWrong(form.current!)
    onShare({ name, phones: phone ? [phone] : [], emails: email ? [email] : [] })
  }
  return (
    <form
      ref={form}
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {field('name', 'Name', 'text')}
      {field('phone', 'Phone', 'tel')}
      {field('email', 'Email', 'email')}
      <button class="button primary" type="submit">
        Send
      </button>
    </form>
  )
}
