// The dialog about a message: whom it has reached and who has read it, who reacted and voted, how it read before, and when.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { nameOf, quoteOf, type Message, type Person } from '../shared/wire'
import type { Receipts } from './answers'
import { Alert, useAttempt } from './attempt'
import { Avatar } from './avatar'
import { isMine } from './changes'
import { Dialog } from './dialog'
import { chat } from './me'
import type { OpenRoom } from './open-room'
import { PageList, usePages } from './pages'
import './panel/panel.css'
import { QuoteView } from './quote'
import { isAdmin } from './rights'
import { exactTime, moment } from './times'
import { count } from './words'

interface MessageInfoProps {
  room: OpenRoom
  message: Message
  onClose: () => void
}

export function MessageInfoView(props: MessageInfoProps) {
  const { room, message, onClose } = props
  const mine = isMine(message)
  const versions = message.edited_at !== undefined && (mine || isAdmin(room.info.value))
  return (
    <Dialog title="Message info" onClose={onClose}>
      <QuoteView quote={quoteOf(message)} />
      <small class="quiet">Sent {exactTime(new Date(message.created_at))}</small>
      {mine && <Reached {...props} />}
      {(message.reactions?.length ?? 0) > 0 && <Reactions {...props} />}
      {message.poll && <Votes {...props} />}
      {versions && <Versions {...props} />}
    </Dialog>
  )
}

function Reached({ room, message }: MessageInfoProps) {
  const receipts = useSignal<Receipts | undefined>(undefined)
  const { problem, run } = useAttempt()
  const reach = room.ticks.of(message)
  useEffect(() => {
    // Asked again when it has come further with all of them.
    void run(async () => (receipts.value = await chat().messages.receipts(room.name, message.seq)))
  }, [reach])
  const { read = [], delivered = [], pending = 0 } = receipts.value ?? {}
  return (
    <>
      {!receipts.value && !problem && <p class="quiet">Loading…</p>}
      <Alert problem={problem} />
      <People title="Read by" people={read} />
      <People title="Delivered to" people={delivered} />
      {receipts.value && read.length + delivered.length + pending === 0 && (
        <p class="quiet">There is nobody else in this chat yet.</p>
      )}
      {pending > 0 && <p class="quiet">Not delivered to {count(pending, 'member')} yet.</p>}
    </>
  )
}

function People({ title, people }: { title: string; people: readonly Person[] }) {
  if (people.length === 0) return null
  return (
    <Part title={title}>
      <ul class="members" aria-label={title}>
        {people.map((each) => (
          <Line key={each.id} of={each} note={`@${each.username}`} />
        ))}
      </ul>
    </Part>
  )
}

function Reactions({ room, message }: MessageInfoProps) {
  const pages = usePages(
    (cursor) => chat().messages.reactions(room.name, message.seq, { ...(cursor && { cursor }) }),
    [message.changed_seq],
  )
  return (
    <Part title="Reactions">
      <PageList pages={pages} label="Reactions" empty="">
        {({ user, emoji, created_at }) => (
          <Line key={user.id} of={user} note={moment(new Date(created_at))}>
            <span class="reaction-given">{emoji}</span>
          </Line>
        )}
      </PageList>
    </Part>
  )
}

function Votes({ room, message }: MessageInfoProps) {
  const pages = usePages(
    (cursor) => chat().messages.votes(room.name, message.seq, { ...(cursor && { cursor }) }),
    [message.changed_seq],
  )
  const words = (options: readonly number[]) => options.map((each) => message.poll?.options[each]).join(', ')
  return (
    <Part title="Votes">
      <PageList pages={pages} label="Votes" empty="Nobody has voted yet.">
        {({ user, options, created_at }) => (
          <Line
            key={user.id}
            of={user}
            note={moment(new Date(created_at))}
            more={<small dir="auto">{words(options)}</small>}
          />
        )}
      </PageList>
    </Part>
  )
}

function Versions({ room, message }: MessageInfoProps) {
  const pages = usePages(
    (cursor) => chat().messages.versions(room.name, message.seq, { ...(cursor && { cursor }) }),
    [message.changed_seq],
  )
  return (
    <Part title="Earlier versions">
      <PageList pages={pages} label="Earlier versions" empty="None.">
        {({ message: words, created_at }) => (
          <li key={created_at}>
            <span class="entry-text wrapped">
              <span dir="auto">{words}</span>
              <small class="quiet">{moment(new Date(created_at))}</small>
            </span>
          </li>
        )}
      </PageList>
    </Part>
  )
}

const Part = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <section class="panel-part">
    <h3>{title}</h3>
    {children}
  </section>
)

interface LineProps {
  of: Person
  note: string
  more?: ComponentChildren
  children?: ComponentChildren
}

const Line = ({ of, note, more, children }: LineProps) => (
  <li>
    <Avatar of={of} />
    <span class={`entry-text ${more ? 'wrapped' : ''}`}>
      <strong dir="auto">{nameOf(of)}</strong>
      {more}
      <small class="quiet">{note}</small>
    </span>
    {children}
  </li>
)
