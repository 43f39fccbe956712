// A poll: its options, how many are for each, and my own votes, which a press gives and takes back.
import type { Message } from '../shared/wire'
import { myVotes, namesOf, toggleVote } from './changes'
import type { OpenRoom } from './open-room'
import { exactTime } from './times'

export function PollView({ room, message }: { room: OpenRoom; message: Message }) {
  const { question, options, multiple, closes_at, votes = [] } = message.poll!
  const closed = closes_at !== undefined && Date.parse(closes_at) <= Date.now()
  const mine = myVotes(room, message)
  const most = Math.max(1, ...votes.map((each) => each.count))
  return (
    <div class="poll" role="group" aria-label={`Poll: ${question}`}>
      <strong class="text" dir="auto">
        {question}
      </strong>
      <small class="quiet">
        {closed ? 'Closed' : multiple ? 'Choose one or more' : 'Choose one'}
        {closes_at && !closed && ` until ${exactTime(new Date(closes_at))}`}
      </small>
      {options.map((words, option) => {
        const { count: number = 0, users = [] } = votes.find((each) => each.option === option) ?? {}
        return (
          <button
            key={option}
            class={`option ${multiple ? 'several' : ''}`}
            type="button"
            aria-pressed={mine.includes(option)}
            title={namesOf(room, users, number)}
            // While it is on its way, there is nothing to vote on.
            disabled={closed || message.seq === undefined}
            onClick={() => toggleVote(room, message, option)}
          >
            <span class="option-words" dir="auto">
              {words}
            </span>
            <span class="option-count">
              {number}
              <span class="spoken"> {number === 1 ? 'vote' : 'votes'}</span>
            </span>
            <progress value={number} max={most} aria-hidden="true" />
          </button>
        )
      })}
    </div>
  )
}
