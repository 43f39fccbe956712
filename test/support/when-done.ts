// Undoes what a test, or a test file, has started.
import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, aroundEach, type TestContext } from 'vitest'

/** The test that is running, as whatever it calls and waits for sees it, however many others run beside it. */
const running = new AsyncLocalStorage<TestContext>()

/** To be called once in each test file, before its tests: see test/support/started.ts. */
export function knowWhoseTurnItIs(): void {
  aroundEach((runTest, context) => running.run(context, runTest))
}

/** Runs `undo` at the end of the test that calls it; called between tests, at the end of the file. */
export function whenDone(undo: () => unknown): void {
  const test = running.getStore()
  // In a running test, `afterAll` would come too late to be heard.
  if (test) test.onTestFinished(async () => void (await undo()))
  else afterAll(async () => void (await undo()))
}
