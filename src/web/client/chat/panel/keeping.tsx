// How a room is kept by oneself: quiet, and among the favourites. Nobody else sees it.
import { Alert, useAttempt } from '../attempt'
import { inbox } from '../inbox'
import { moment } from '../times'
import { Choice, Rows, Switch } from './rows'

const HOUR_MS = 3_600_000
/** As far as an ISO time of four digits goes: until somebody changes it. */
const ALWAYS = '9999-12-31T23:59:59.000Z'
/** Hours. */
const SPANS = [
  ['off', 'Off'],
  ['8', '8 hours'],
  ['168', '1 week'],
  ['always', 'Always'],
] as const
type Span = (typeof SPANS)[number][0] | 'on'

const timeOf = (span: Span): string | null =>
  span === 'off'
    ? null
    : span === 'always'
      ? ALWAYS
      : new Date(Date.now() + Number(span) * HOUR_MS).toISOString()

export function Keeping({ name }: { name: string }) {
  const { busy, problem, run } = useAttempt()
  const me = inbox.get(name)?.me
  if (!me) return null
  const until =
    me.muted_until && Date.parse(me.muted_until) > Date.now() ? new Date(me.muted_until) : undefined
  const always = until && until.getUTCFullYear() > 9000
  const value: Span = always ? 'always' : until ? 'on' : 'off'
  const spans: readonly (readonly [Span, string])[] =
    value === 'on' ? [['on', `Until ${moment(until!)}`], ...SPANS] : SPANS
  const change = (changes: Parameters<typeof inbox.change>[1]) => void run(() => inbox.change(name, changes))
  return (
    <Rows>
      <Choice
        icon="muted"
        label="Mute notifications"
        note="Messages still arrive, quietly. Mentions of you always notify."
        options={spans}
        value={value}
        disabled={busy}
        onChoose={(span) => span !== 'on' && change({ muted_until: timeOf(span) })}
      />
      <Switch
        icon="star"
        label="Favourite"
        note="Keeps this chat at the top of your list."
        on={me.favourite}
        disabled={busy}
        onChange={(favourite) => change({ favourite })}
      />
      <Switch
        icon="archive"
        label="Archive"
        note="Moves this chat out of your list, into the archive."
        on={me.archived}
        disabled={busy}
        onChange={(archived) => change({ archived })}
      />
      <Alert problem={problem} />
    </Rows>
  )
}
