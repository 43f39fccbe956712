// Who sees what of me, and who may begin a chat: each holds at once.
import type { Audience, Privacy } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { Choice, Rows, Switch } from '../panel/rows'
import type { SettingsProps } from './settings-view'

const AUDIENCES: readonly (readonly [Audience, string])[] = [
  ['everyone', 'Everyone'],
  ['shared_rooms', 'People in my groups'],
  ['nobody', 'Nobody'],
]

export function PrivacySettings({ me, change }: SettingsProps) {
  const { busy, problem, run } = useAttempt()
  const { last_seen, direct, read_receipts } = me.privacy
  const set = (privacy: Partial<Privacy>) => void run(() => change({ privacy }))
  return (
    <>
      <Rows>
        <Choice
          icon="clock"
          label="Last seen and online"
          note="If you hide yours, you can’t see other people’s."
          options={AUDIENCES}
          value={last_seen}
          disabled={busy}
          onChoose={(chosen) => set({ last_seen: chosen })}
        />
        <Choice
          icon="chat"
          label="Who can message me"
          note="For new chats. Chats you already have go on."
          options={AUDIENCES}
          value={direct}
          disabled={busy}
          onChoose={(chosen) => set({ direct: chosen })}
        />
        <Switch
          icon="checks"
          label="Read receipts"
          note="If you turn them off, you can’t see other people’s either."
          on={read_receipts}
          disabled={busy}
          onChange={(on) => set({ read_receipts: on })}
        />
      </Rows>
      <Alert problem={problem} />
      <p class="quiet small">
        Your name, photo and about are visible to everyone who is signed in. Block somebody to keep them from
        adding you to groups.
      </p>
    </>
  )
}
