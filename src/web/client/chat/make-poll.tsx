// Makes a poll: a question, and from two to twelve answers to choose from.
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { MakingProps } from './attach-menu'
import { Dialog } from './dialog'
import { Field, focusWrong } from './field'

/** From the wire contract. */
const LONGEST_QUESTION = 300
const LONGEST_OPTION = 100
const FEWEST = 2
const MOST = 12

export function MakePoll({ onSay, onClose }: MakingProps) {
  const question = useSignal('')
  const options = useSignal<readonly string[]>(['', ''])
  const multiple = useSignal(false)
  /** Once it was to be sent: before that, nothing is wrong. */
  const tried = useSignal(false)
  const form = useRef<HTMLFormElement>(null)
  const filled = options.value.map((each) => each.trim()).filter(Boolean)
  const questionProblem = question.value.trim() === '' ? 'Ask a question.' : undefined
  const optionProblem = (index: number): string | undefined => {
    const words = options.value[index]!.trim().normalize()
    if (words === '')
      return index < FEWEST && filled.length < FEWEST ? 'A poll has two options or more.' : undefined
    const first = options.value.findIndex((each) => each.trim().normalize() === words)
    return first < index ? 'This option is there already.' : undefined
  }
  const change = (index: number, words: string) => {
    const changed = options.value.with(index, words)
    // One more to fill, as long as there may be.
    options.value = changed.at(-1) !== '' && changed.length < MOST ? [...changed, ''] : changed
  }
  const send = () => {
    tried.value = true
    if (questionProblem || options.value.some((_, index) => optionProblem(index)))
      return focusWrong(form.current!)
    onSay({
      type: 'poll',
      poll: { question: question.value.trim(), options: filled, multiple: multiple.value },
    })
  }
  return (
    <Dialog title="Create poll" onClose={onClose}>
      <form
        ref={form}
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <Field
          name="question"
          label="Question"
          autofocus
          autocomplete="off"
          maxLength={LONGEST_QUESTION}
          value={question.value}
          problem={tried.value ? questionProblem : undefined}
          onInput={(event) => (question.value = event.currentTarget.value)}
        />
        {options.value.map((words, index) => (
          <Field
            key={index}
            name={`option-${index}`}
            label={`Option ${index + 1}`}
            autocomplete="off"
            maxLength={LONGEST_OPTION}
            value={words}
            problem={tried.value ? optionProblem(index) : undefined}
            onInput={(event) => change(index, event.currentTarget.value)}
          />
        ))}
        <div class="field">
          <label class="switch">
            <input
              type="checkbox"
              checked={multiple.value}
              onChange={(event) => (multiple.value = event.currentTarget.checked)}
            />
            <span>Allow multiple answers</span>
          </label>
        </div>
        <button class="button primary" type="submit">
          Send
        </button>
      </form>
    </Dialog>
  )
}
