// How far each room has been read in this browser: what is beyond is new.
import { signal } from '@preact/signals'
import { storageKey } from '../shared/place'
import { user } from './me'

const key = (): string => storageKey(`read ${user.value?.id ?? ''}`)

interface Mark {
  log: string
  seq: number
}

function stored(): Record<string, Mark> {
  return JSON.parse(localStorage.getItem(key()) ?? '{}') as Record<string, Mark>
}

const marks = signal(stored())
user.subscribe(() => (marks.value = stored()))

/** The last `seq` that was seen of that log; undefined if it was never open here. */
export function readUpTo(room: string, log: string): number | undefined {
  const mark = marks.value[room]
  return mark?.log === log ? mark.seq : undefined
}

export function markRead(room: string, mark: Mark): void {
  const known = marks.peek()[room]
  if (known?.log === mark.log && known.seq >= mark.seq) return
  marks.value = { ...stored(), [room]: mark }
  localStorage.setItem(key(), JSON.stringify(marks.value))
}
