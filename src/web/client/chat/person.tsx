// Somebody, as they show themselves, and what there is between us: a chat, or a block.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { nameOf, type Person } from '../shared/wire'
import type { Profile } from './answers'
import { Alert, useAttempt } from './attempt'
import { Avatar } from './avatar'
import { blocks } from './blocks'
import { faces } from './faces'
import { inbox } from './inbox'
import { chat, user } from './me'
import { Row, Rows } from './panel/rows'
import { whenSeen } from './times'

/** What is known of somebody, read when they are looked at. */
export function usePerson({ username }: Person) {
  const profile = useSignal<Profile | undefined>(undefined)
  const { problem, run } = useAttempt()
  useEffect(() => {
    void run(async () => {
      profile.value = await chat().users.get(username)
      faces.learn([profile.value])
      await blocks.load()
    })
  }, [username])
  return { profile: profile.value, problem }
}

interface PersonProps {
  of: Person
  person: ReturnType<typeof usePerson>
  children?: ComponentChildren
}

export function Portrait({ of, person: { profile }, children }: PersonProps) {
  const presence = inbox.presence(of.username) ?? profile
  return (
    <div class="portrait">
      <Avatar of={profile ?? of} large />
      <h3 dir="auto">{nameOf(profile ?? of)}</h3>
      <small class="quiet">{['@' + of.username, whenSeen(presence)].filter(Boolean).join(' · ')}</small>
      {children}
      {profile?.about && (
        <section class="about-text" aria-label="About">
          <small class="quiet">About</small>
          <p dir="auto">{profile.about}</p>
        </section>
      )}
    </div>
  )
}

/** @param children what else can be done about them */
export function PersonActions({ of, person: { profile, problem }, children }: PersonProps) {
  const { busy, problem: refused, run } = useAttempt()
  const blocked = blocks.has(of.id)
  const gone = !refused && problem?.code === 'user_not_found'
  if (of.id === user.value?.id) return <Alert problem={problem} />
  return (
    <Rows>
      <Alert problem={refused ?? problem} words={gone ? 'This account no longer exists.' : undefined} />
      {profile && (
        <Row
          icon="block"
          label={blocked ? 'Unblock' : 'Block'}
          note={
            blocked
              ? 'They can’t message you, add you to groups or see when you’re online. They aren’t told.'
              : 'They won’t be able to message you, add you to groups or see when you’re online. They aren’t told.'
          }
          danger={!blocked}
          disabled={busy}
          onClick={() => void run(() => blocks.set(profile, !blocked))}
        />
      )}
      {children}
    </Rows>
  )
}
