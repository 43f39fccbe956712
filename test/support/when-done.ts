// Undoes what a test, or a test file, has started.
import { afterAll, onTestFinished, TestRunner } from 'vitest'

/** Runs `undo` at the end of the test that calls it; called between tests, at the end of the file. */
export function whenDone(undo: () => unknown): void {
  // In a running test, `afterAll` would come too late to be heard.
  if (TestRunner.getCurrentTest()) onTestFinished(async () => void (await undo()))
  else afterAll(async () => void (await undo()))
}
