// The log of a lane: a line for each frame, and behind it the frame as it was on the wire and what it says.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Frame } from './frame'
import type { Lane } from './lane'

const TIME = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})
const ARROWS = { in: '↓', out: '↑', note: '·' } as const
const SAID = { in: 'received', out: 'sent', note: 'note' } as const

const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
const size = (bytes: number): string => (bytes < 10_000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`)

export function FramesView({ lane, label }: { lane: Lane; label: string }) {
  const transport = useSignal(false)
  const list = useRef<HTMLDivElement>(null)
  const follow = useRef(true)
  const lastTop = useRef(0)
  const frames = lane.frames.value.filter((frame) => transport.value || !frame.transport)
  useEffect(() => {
    if (follow.current && list.current) list.current.scrollTop = list.current.scrollHeight
  }, [frames.length])
  return (
    <div class="frames">
      <div class="frames-head">
        <h3>
          Frames <span class="quiet">{frames.length}</span>
        </h3>
        <label class="check">
          <input
            type="checkbox"
            checked={transport.value}
            onChange={(event) => (transport.value = event.currentTarget.checked)}
          />
          heartbeats and transport
        </label>
      </div>
      <div
        class="frames-list"
        ref={list}
        tabIndex={0}
        role="region"
        aria-label={`Frames of ${label}`}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          // Only a hand scrolls up; that the list grows below is no reason to stop following it.
          if (scrollTop < lastTop.current) follow.current = false
          if (scrollHeight - scrollTop - clientHeight < 40) follow.current = true
          lastTop.current = scrollTop
        }}
      >
        {frames.length === 0 && <p class="empty quiet">Connect, and what passes appears here.</p>}
        <ol>
          {frames.map((frame) => (
            <FrameLine key={frame.id} frame={frame} />
          ))}
        </ol>
      </div>
    </div>
  )
}

function FrameLine({ frame }: { frame: Frame }) {
  const { way, name, at, bytes, seq, raw, body, failed } = frame
  const open = useSignal(false)
  const target = seq === undefined ? undefined : (body as { target_seq?: number } | undefined)?.target_seq
  return (
    <li class={`frame ${way} ${failed ? 'failed' : ''}`} data-name={name}>
      <details onToggle={(event) => (open.value = event.currentTarget.open)}>
        <summary>
          <time>{TIME.format(at)}</time>
          <span class="arrow" aria-hidden="true">
            {ARROWS[way]}
          </span>
          <span class="spoken">{SAID[way]}</span>
          <b>{name}</b>
          {seq !== undefined && <span class="chip seq">seq {seq}</span>}
          {target !== undefined && <span class="chip">changes {target}</span>}
          {frame.duplicate && <span class="chip duplicate">duplicate</span>}
          {frame.ackMs !== undefined && <span class="chip ms">answered in {milliseconds(frame.ackMs)}</span>}
          {frame.deliveryMs !== undefined && (
            <span class="chip ms">delivered in {milliseconds(frame.deliveryMs)}</span>
          )}
          {way !== 'note' && <span class="size">{size(bytes)}</span>}
          <code class="preview">{raw.slice(0, 400)}</code>
        </summary>
        {open.value && <FrameBody frame={frame} />}
      </details>
    </li>
  )
}

function FrameBody({ frame: { raw, body } }: { frame: Frame }) {
  return (
    <div class="frame-body">
      <h4>On the wire</h4>
      <pre tabIndex={0}>{raw}</pre>
      {typeof body === 'object' && body !== null && (
        <>
          <h4>What it says</h4>
          <pre tabIndex={0}>{JSON.stringify(body, null, 2)}</pre>
        </>
      )}
    </div>
  )
}
