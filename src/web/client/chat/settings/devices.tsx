// Where I am signed in, and the way to end that from afar.
import { Icon } from '../../shared/icons'
import type { Device } from '../../shared/wire-governing'
import { Alert, useAttempt } from '../attempt'
import { people } from '../me'
import { PageList, usePages } from '../pages'
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
  if (!user_agent) return 'A device without a name'
  const found = (names: readonly (readonly [RegExp, string])[]) =>
    names.find(([sign]) => sign.test(user_agent))?.[1]
  const [browser, system] = [found(BROWSERS), found(SYSTEMS)]
  return browser && system ? `${browser} on ${system}` : user_agent
}

export function Devices() {
  const pages = usePages((cursor) => people.devices(cursor))
  const { busy, problem, run } = useAttempt()
  const end = async (id: string) => {
    if (await run(() => people.endDevice(id))) await pages.reload()
  }
  return (
    <>
      <Alert problem={problem} />
      <PageList pages={pages} label="Devices" empty="">
        {(device) => (
          <li key={device.id}>
            <span class="file-icon">
              <Icon name="device" size={24} />
            </span>
            <span class="entry-text wrapped">
              <strong dir="auto" title={device.user_agent ?? undefined}>
                {nameOfDevice(device)}
              </strong>
              <small class="quiet">
                {device.current ? 'This device' : `Last used ${moment(new Date(device.last_seen_at))}`} ·
                signed in {moment(new Date(device.created_at))}
              </small>
            </span>
            {!device.current && (
              <button
                class="button small"
                type="button"
                disabled={busy}
                aria-label={`Sign out ${nameOfDevice(device)}`}
                onClick={() => void end(device.id)}
              >
                Sign out
              </button>
            )}
          </li>
        )}
      </PageList>
    </>
  )
}
