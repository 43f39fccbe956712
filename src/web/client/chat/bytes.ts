// The bytes of an attachment for the page: they need the token, so an address alone does not do.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Problem } from '../shared/problem'
import type { Attachment } from '../shared/wire'
import { api } from './me'

/** As an address of this page alone, from when they are wanted until nobody shows them; `small`: those of the thumbnail. */
export function useBytes(attachment: Attachment, wanted: boolean, small = false) {
  const url = useSignal<string | undefined>(undefined)
  const problem = useSignal<Problem | undefined>(undefined)
  useEffect(() => {
    if (!wanted) return
    const gone = new AbortController()
    problem.value = undefined
    api.bytes(attachment, { small, signal: gone.signal }).then(
      (blob) => {
        if (!gone.signal.aborted) url.value = URL.createObjectURL(blob)
      },
      (thrown: unknown) => {
        if (!gone.signal.aborted) problem.value = Problem.from(thrown)
      },
    )
    return () => {
      gone.abort()
      if (url.peek()) URL.revokeObjectURL(url.peek()!)
      url.value = undefined
    }
  }, [attachment.id, wanted])
  return { url: url.value, problem: problem.value }
}
