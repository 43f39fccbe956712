// Adds people to a group.
import { useSignal } from '@preact/signals'
import { nameOf, type User } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { FindPeople } from '../find-people'
import { chat } from '../me'

interface AddPeopleProps {
  room: string
  /** The ids of those who are known to be there. */
  known?: ReadonlySet<string>
}

export function AddPeople({ room, known }: AddPeopleProps) {
  const added = useSignal<ReadonlySet<string>>(new Set())
  const { busy, problem, run } = useAttempt()
  const add = ({ id, username }: User) =>
    run(async () => {
      await chat().rooms.add(room, username)
      added.value = new Set(added.value).add(id)
    })
  return (
    <>
      <Alert problem={problem} />
      <FindPeople>
        {(found) =>
          added.value.has(found.id) || known?.has(found.id) ? (
            <span class="tag" role="status">
              Added
            </span>
          ) : (
            <button
              class="button small"
              type="button"
              disabled={busy}
              aria-label={`Add ${nameOf(found)}`}
              onClick={() => void add(found)}
            >
              Add
            </button>
          )
        }
      </FindPeople>
    </>
  )
}
