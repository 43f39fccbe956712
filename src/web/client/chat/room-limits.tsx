// What a group can be given, from the wire contract: how much of it, and who finds it.
import type { Chatroom } from '../shared/wire'
import { Field } from './field'

/** Characters, and members. */
export const LIMITS = { name: 100, description: 1000, members: 100_000 }

export const VISIBILITIES: readonly (readonly [Chatroom['visibility'], string])[] = [
  ['public', 'Public: anyone can find it'],
  ['private', 'Private: by invitation only'],
]

interface MaximumFieldProps {
  value: number
  problem: string | undefined
}

export const MaximumField = ({ value, problem }: MaximumFieldProps) => (
  <Field
    name="max_members"
    label="Maximum members"
    hint={`1 to ${LIMITS.members.toLocaleString()}. Nobody can join beyond it.`}
    type="number"
    min="1"
    max={String(LIMITS.members)}
    defaultValue={String(value)}
    problem={problem}
  />
)
