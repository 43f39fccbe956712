// What is seldom needed: its file comes when it is first drawn.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { Problem } from '../shared/problem'
import { Alert } from './attempt'
import { Dialog } from './dialog'

/** @param load gets the component, by `import()` */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const loaded = signal<ComponentType<Props> | undefined>(undefined)
  const problem = signal<Problem | undefined>(undefined)
  const get = async (): Promise<void> => {
    problem.value = undefined
    // A file that was not there the first time is asked for again the next.
    await load().then(
      (component) => (loaded.value = component),
      (thrown: unknown) => (problem.value = Problem.from(thrown)),
    )
  }
  return function Later(props: Props) {
    const { value: Loaded } = loaded
    useEffect(() => {
      if (!loaded.peek()) void get()
    }, [])
    if (Loaded) return <Loaded {...props} />
    if (!problem.value) return null
    const { onClose } = props as { onClose?: () => void }
    const words = <Alert problem={problem.value} />
    return onClose ? (
      <Dialog title="Not loaded" onClose={onClose}>
        {words}
      </Dialog>
    ) : (
      words
    )
  }
}
