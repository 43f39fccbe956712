// How far each room has been read in this browser: what is beyond is new.
import { signal } from '@preact/signals'
import { user } from './me'

const key = (): string => `read ${user.value?.id ?? ''}`

function stored(): Record<string, number> {
  return JSON.parse(localStorage.getItem(key()) ?? '{}') as Record<string, number>
}

const marks = signal(stored())
user.subscribe(() => (marks.value = stored()))

/** The last `seq` that was seen; undefined for a room that was never open here. */
export const readUpTo = (room: string): number | undefined => marks.value[room]

export function markRead(room: string, seq: number): void {
  if ((marks.peek()[room] ?? 0) >= seq) return
  marks.value = { ...stored(), [room]: seq }
  localStorage.setItem(key(), JSON.stringify(marks.value))
}
