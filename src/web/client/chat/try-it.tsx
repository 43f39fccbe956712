// Offers, on the page to sign in, to see it all at once: two people who are made for it, in two windows side by side.
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Problem } from '../shared/problem'
import { HANDOVER, handOver, receive } from './handover'
import { apart, enter, inviteCode, openRoom, roomName } from './me'
import type { Pair } from './try-it-seed'
import './try-it.css'

type State =
  | { at: 'offered'; problem?: Problem }
  | { at: 'making' }
  /** Both are there, and the second window has to be asked for by a press of its own. */
  | { at: 'made'; pair: Pair }

const state = signal<State>({ at: 'offered' })
/** Whether this window was opened for the second person, and waits to be told who that is. */
const waiting = signal(apart && location.hash === HANDOVER && opener !== null)

/** Where nobody can register, it cannot be offered. */
const possible = document.querySelector<HTMLMetaElement>('meta[name=registration]')?.content !== 'off'

/** Renders nothing where there is nothing to offer: to whoever comes for something else, or is the second person already. */
export function TryIt() {
  if (waiting.value) return <Arrival />
  const comesForElse = inviteCode.value !== undefined || roomName.value !== undefined
  if (!possible || apart || (comesForElse && state.value.at === 'offered')) return null
  return <Offer />
}

function Offer() {
  const now = state.value
  return (
    <section class="card try-it" aria-labelledby="try-it">
      <h2 id="try-it">New here?</h2>
      {now.at === 'made' ? (
        <Made pair={now.pair} />
      ) : (
        <>
          <p class="quiet">
            See it from both sides: you are Ann, and a second window is Ben, in the same chat. Nothing to fill
            in.
          </p>
          <button class="button primary" type="button" disabled={now.at === 'making'} onClick={begin}>
            {now.at === 'making' ? 'One moment…' : 'Try it with two people'}
          </button>
          <div role="alert">
            {now.at === 'offered' && now.problem && <p class="notice error">{now.problem.words}</p>}
          </div>
        </>
      )}
    </section>
  )
}

/** Where a window opens only by a press, or would hide this one. */
function Made({ pair }: { pair: Pair }) {
  const go = (withOther: boolean) => {
    if (withOther) handOver(openOther(), pair.ben, pair.room)
    void goOnAsAnn(pair)
  }
  return (
    <>
      <p class="quiet">Ann and Ben have begun to talk. Open both, and switch between them.</p>
      <button class="button primary" type="button" onClick={() => go(true)}>
        Open Ben in a new tab
      </button>
      <button class="button" type="button" onClick={() => go(false)}>
        Go on as Ann alone
      </button>
    </>
  )
}

/** The second window, until it knows whom it is for. */
function Arrival() {
  useEffect(
    () =>
      receive({
        async taken(session, room) {
          openRoom(room)
          await enter(session)
          waiting.value = false
        },
        lost() {
          openRoom(undefined)
          waiting.value = false
        },
      }),
    [],
  )
  return (
    <section class="card try-it waiting" aria-busy="true">
      <h2>One moment…</h2>
      <p class="quiet">This window will be Ben.</p>
    </section>
  )
}

async function begin(): Promise<void> {
  // Only a press may open a window, so it is opened first; on a phone it would be a tab in front of this one.
  const other = matchMedia('(pointer: fine)').matches ? openOther() : null
  state.value = { at: 'making' }
  try {
    const { makePair } = await import('./try-it-seed')
    const pair = await makePair()
    if (!other) {
      state.value = { at: 'made', pair }
      return
    }
    handOver(other, pair.ben, pair.room)
    await goOnAsAnn(pair)
  } catch (thrown) {
    other?.close()
    state.value = { at: 'offered', problem: Problem.from(thrown) }
  }
}

async function goOnAsAnn({ ann, room }: Pair): Promise<void> {
  state.value = { at: 'making' }
  openRoom(room)
  await enter(ann)
  state.value = { at: 'offered' }
}

/** Widest that the second window needs to be. */
const OTHER_WIDTH = 520

/** Beside this window where there is room, else at the right edge of the screen. @returns null where the browser has none of it */
function openOther(): Window | null {
  const { availWidth, availHeight } = screen
  const { availLeft = 0, availTop = 0 } = screen as { availLeft?: number; availTop?: number }
  const width = Math.min(OTHER_WIDTH, Math.floor(availWidth / 2))
  const left = Math.min(screenX + outerWidth, availLeft + availWidth - width)
  const place = matchMedia('(pointer: fine)').matches
    ? `popup,width=${width},height=${Math.min(outerHeight, availHeight)},left=${left},top=${Math.max(screenY, availTop)}`
    : ''
  return open(`./?someone-else${HANDOVER}`, '_blank', place)
}
