// In which order test files begin: those that take longest first, so that no worker is left alone with one at the end.
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take ten seconds and more, most of which they wait. */
const LONGEST = [
  'e2e/webhooks',
  'e2e/kinds',
  'e2e/lifecycle',
  'e2e/changes',
  'e2e/matrix',
  'e2e/log-identity',
  'e2e/presence',
  'e2e/identity',
  'e2e/live-marks',
  'e2e/external-identity',
  'e2e/order',
  'e2e/schema',
  'e2e/embedded-postgres',
  'hostile/injection',
  'e2e/push',
  'e2e/deletion',
  'e2e/typing',
  'e2e/followers',
  'e2e/admin-events',
  'e2e/readme',
  'embed/embed',
  'e2e/attachments',
  'unit/build',
]

export class LongestFirst extends BaseSequencer {
  /** Then the others as vitest would: by what they took the last time, where that is known. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files)
    return others.toSorted((one, other) => place(one) - place(other))
  }
}

function place({ moduleId }: TestSpecification): number {
  const index = LONGEST.findIndex((name) => moduleId.endsWith(`test/${name}.test.ts`))
  return index < 0 ? LONGEST.length : index
}
