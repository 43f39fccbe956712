// Something that is asked of the server by a press of a button: whether it is under way, and why it was refused.
import { useSignal } from '@preact/signals'
import { Problem } from '../shared/problem'

export interface Attempt {
  busy: boolean
  problem: Problem | undefined
  /** @returns whether it was done */
  run(work: () => Promise<unknown>): Promise<boolean>
}

export function useAttempt(): Attempt {
  const busy = useSignal(false)
  const problem = useSignal<Problem | undefined>(undefined)
  async function run(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    problem.value = undefined
    try {
      await work()
      return true
    } catch (thrown) {
      problem.value = Problem.from(thrown)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy: busy.value, problem: problem.value, run }
}

/** What went wrong, for eyes and ears. */
export const Alert = ({
  problem,
  words = problem?.words,
}: {
  problem?: Problem | undefined
  words?: string | undefined
}) => <div role="alert">{problem && <p class="notice error">{words}</p>}</div>
