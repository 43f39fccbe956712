// Where I am signed in, and the way to end that from afar.
import { Icon } from '../../shared/icons'
import type { Device } from '../answers'
import { Alert, useAttempt } from '../attempt'
import { chat } from '../me'
import { PageList, usePages } from '../pages'
import { Sure } from '../sure'
import { moment } from '../times'

/** What a browser calls itself, and how people call it: the more particular first, since all call themselves like others, too. */
const BROWSERS = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const
const SYSTEMS = [
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux/, 'Linux'],
] as const

function nameOfDevice({ user_agent }: Device): string {
  if (!user_agent) return 'Unknown device'
  const found = (names: readonly (readonly [RegExp, string])[]) =>
    names.find(([sign]) => sign.test(user_agent))?.[1]
  const [browser, system] = [found(BROWSERS), found(SYSTEMS)]
  return browser && system ? `${browser} on ${system}` : user_agent
}

export function Devices() {
  const pages = usePages(sessions)
  const { busy, problem, run } = useAttempt()
  const end = async (work: () => Promise<unknown>) => {
    await run(work)
    await pages.reload()
  }
  const others = pages.items?.some(({ current }) => !current)
  return (
    <>
      <p class="quiet">If you don’t recognise a device, sign it out and change your password.</p>
      <Alert problem={problem} />
      <PageList pages={pages} label="Devices" empty="">
        {(device) => (
          <DeviceLine
            key={device.id}
            device={device}
            busy={busy}
            onEnd={() => void end(() => chat().users.endSession(device.id))}
          />
        )}
      </PageList>
      {others && (
        <Sure
          label="Sign out all other devices"
          sure="Really sign out all others?"
          disabled={busy}
          onSure={() => void end(endOthers)}
        />
      )}
    </>
  )
}

const sessions = (cursor?: string) => chat().users.sessions({ limit: 100, ...(cursor && { cursor }) })

/** All but this one, also those that are not listed yet. @throws ChatError */
async function endOthers(): Promise<void> {
  let cursor: string | undefined
  do {
    const page = await sessions(cursor)
    for (const { id, current } of page.sessions) if (!current) await chat().users.endSession(id)
    cursor = page.next_cursor ?? undefined
  } while (cursor)
}

interface DeviceLineProps {
  device: Device
  busy: boolean
  onEnd: () => void
}

function DeviceLine({ device, busy, onEnd }: DeviceLineProps) {
  const { current, last_seen_at, created_at, user_agent } = device
  const name = nameOfDevice(device)
  return (
    <li>
      <span class="file-icon">
        <Icon name="device" size={24} />
      </span>
      <span class="entry-text wrapped">
        <strong dir="auto" title={user_agent ?? undefined}>
          {name}
        </strong>
        {current ? (
          <small class="this-device">This device</small>
        ) : (
          <small class="quiet">Last active {moment(new Date(last_seen_at))}</small>
        )}
        <small class="quiet">Signed in {moment(new Date(created_at))}</small>
      </span>
      {!current && (
        <button
          class="button small"
          type="button"
          disabled={busy}
          aria-label={`Sign out ${name}`}
          onClick={onEnd}
        >
          Sign out
        </button>
      )}
    </li>
  )
}
